import { type Look, observe } from '../host/observe.ts'
import { demandPrivileges } from '../host/privileges.ts'
import { type Endpoint, type Place, placeOf } from '../model/endpoint.ts'
import type { Facts } from '../model/facts.ts'
import type { Plan } from '../plan/plan.ts'
import { resolve } from '../runtimes/resolve.ts'
import { change, warnOfOpenEntries } from './change.ts'
import type { Context } from './command.ts'

export interface Asked {
  /** The command's name, for messages. */
  readonly name: string
  /** The container, as it was typed. */
  readonly container: string
  /** What to look at besides it. */
  readonly look: Omit<Look, 'endpoints'>
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
      return { ...asked.look, endpoints: [found.endpoint] }
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
  const { facts, close } = await observe({ ...asked.look, endpoints: [found.endpoint] })
  close()
  return { ...found, facts }
}

async function find({ container }: Asked, { globals }: Context): Promise<Found> {
  const endpoint = await resolve(container, globals.runtime)
  return { endpoint, place: placeOf(endpoint) }
}
