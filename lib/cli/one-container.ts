import { type Look, observe } from '../host/observe.ts'
import { demandPrivileges } from '../host/privileges.ts'
import { type Endpoint, type Place, placeOf } from '../model/endpoint.ts'
import type { Facts } from '../model/facts.ts'
import type { Plan } from '../plan/plan.ts'
import { resolve } from '../runtimes/resolve.ts'
import { change, warnOfOpenEntries } from './change.ts'
import type { Context } from './command.ts'

type Besides = Omit<Look, 'endpoints'>

export interface Asked {
  /** The command's name, for messages. */
  readonly name: string
  /** The container, as it was typed. */
  readonly container: string
  /** What to look at besides it; that may depend on what it is. */
  readonly look: Besides | ((endpoint: Endpoint) => Besides)
}

/** The container that was found. */
export interface Found {
  readonly endpoint: Endpoint
  readonly place: Place
}

export interface ContainerChange<R> extends Asked {
  /** The recipe. */
  readonly plan: (facts: Facts, found: Found) => Plan<R>
  readonly show: (result: R, found: Found) => void
}

/** Changes something of one container's. */
export async function changeContainer<R>(context: Context, asked: ContainerChange<R>): Promise<void> {
  let found: Found | undefined
  await change(context, {
    name: asked.name,
    look: async () => {
      found = await find(asked, context)
      return lookAt(asked, found)
    },
    plan: (facts) => asked.plan(facts, found as Found),
    show: (result) => asked.show(result, found as Found),
  })
}

/** Looks at one container, for what only reads. */
export async function lookAtContainer(context: Context, asked: Asked): Promise<Found & { facts: Facts }> {
  demandPrivileges(asked.name)
  warnOfOpenEntries(context)
  const found = await find(asked, context)
  const { facts, close } = await observe(lookAt(asked, found))
  close()
  return { ...found, facts }
}

const lookAt = ({ look }: Asked, { endpoint }: Found): Look => ({
  ...(typeof look === 'function' ? look(endpoint) : look),
  endpoints: [endpoint],
})

async function find({ container }: Asked, { globals }: Context): Promise<Found> {
  const endpoint = await resolve(container, globals.runtime)
  return { endpoint, place: placeOf(endpoint) }
}
