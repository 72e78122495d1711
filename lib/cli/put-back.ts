import { labNames, readLabState } from '../host/labs.ts'
import { observe } from '../host/observe.ts'
import { decide } from '../host/transact.ts'
import { lacking } from '../lab/lacking.ts'
import { up } from '../lab/up.ts'
import { type Endpoint, placeOf } from '../model/endpoint.ts'
import { CtnetError, EXIT } from '../model/error.ts'
import type { Facts } from '../model/facts.ts'
import { type Kept, keptIn, sameKept } from '../model/kept.ts'
import { stateOf } from '../model/lab-state.ts'
import { type Plan, stepsOf } from '../plan/plan.ts'
import { findBy } from '../runtimes/resolve.ts'
import { HeldOutput } from '../view/held-output.ts'
import { around, withPolicies } from './around.ts'
import { change } from './change.ts'
import type { Context } from './command.ts'
import { keptHere } from './kept.ts'
import { lookAtLab } from './labs.ts'
import { publishNodes } from './publish-ports.ts'

/** Something that is missing, and how it is put back. */
export interface Loss {
  /** In a sentence: what can't be put back, if it can't. */
  readonly what: string
  /** A normal change: it sees under the lock whether it is still missing. */
  readonly putBack: (context: Context) => Promise<void>
}

const NOTHING: Plan<undefined> = { build: [], finish: [], result: undefined, notes: [] }

/** The attachments that are kept whose container runs, and is without them. */
export async function lostAttachments(): Promise<readonly Loss[]> {
  const kept = keptHere()
  const found = await Promise.all(kept.map(({ runtime, name }) => findRunning(runtime, name)))
  const endpoints = found.flatMap((endpoint) => endpoint ?? [])
  if (endpoints.length === 0) return []
  const facts = await seen(() => observe({ endpoints, rules: false }))
  return kept.filter((one) => isLost(facts, one)).map((one) => attachment(one))
}

/** Nothing where it isn't there, doesn't run, or can't be asked for. */
async function findRunning(runtime: string, name: string): Promise<Endpoint | undefined> {
  try {
    return await findBy(runtime, name)
  } catch (error) {
    if (error instanceof CtnetError) return undefined
    throw error
  }
}

const isLost = ({ spaces }: Facts, kept: Kept): boolean =>
  spaces[placeOf(kept)]?.links.every(({ name }) => name !== kept.interface) === true

function attachment(kept: Kept): Loss {
  return {
    what: `${kept.interface} of ${kept.name}`,
    putBack: async (context) => {
      const output = new HeldOutput(context.globals)
      const [wanted] = await context.changesOf(kept.words, output)
      if (wanted === undefined) return
      await change(
        { ...context, argv: kept.words },
        {
          ...wanted,
          plan: (facts, look) => {
            const isKept = keptIn(facts).some((one) => sameKept(one, kept))
            return isKept && isLost(facts, kept) ? wanted.plan(facts, look) : NOTHING
          },
          show: (result, plan) => {
            if (stepsOf(plan).length === 0) return
            wanted.show(result, plan)
            back(context, output.lines, output.data[0])
          },
        },
      )
    },
  }
}

/** The labs that are up, or one of them, of which something is gone. */
export async function lostOfLabs(only?: string): Promise<readonly Loss[]> {
  const losses: Loss[] = []
  for (const name of labNames().filter((one) => only === undefined || one === only)) {
    const state = readLabState(name)
    if (state === undefined) continue
    try {
      const facts = await seen(async () => observe(await withPolicies(await lookAtLab(state.lab))))
      if (lacking(facts, state).length > 0) losses.push(lab(name))
    } catch (error) {
      // A container of another's that it needs may yet be started.
      if (!(error instanceof CtnetError) || error.exit !== EXIT.notFound) losses.push(failure(name, error))
    }
  }
  return losses
}

const failure = (name: string, error: unknown): Loss => ({
  what: `the lab ${name}`,
  putBack: () => Promise.reject(error),
})

function lab(name: string): Loss {
  let parts: readonly string[] = []
  let publish = async () => {}
  return {
    what: `the lab ${name}`,
    putBack: async (context) => {
      await change(
        { ...context, argv: ['restart', name] },
        {
          name: 'watch',
          look: async () => lookAtLab(readLabState(name)?.lab),
          plan: (facts): Plan => {
            const state = stateOf(facts, name)
            parts = state === undefined ? [] : lacking(facts, state)
            if (state === undefined || parts.length === 0) return NOTHING
            const plan = up(facts, state)
            publish = () => publishNodes(context, state.lab, plan.result.toPublish)
            return plan
          },
          show: () => {
            if (parts.length > 0) back(context, parts.map(inLab(name)), { lab: name, missing: parts })
          },
        },
      )
      await publish()
    },
  }
}

/** A node, or a cable by its two ends, as they are written on a command line. */
const inLab =
  (lab: string) =>
  (part: string): string =>
    part
      .split(' ')
      .map((end) => `${lab}/${end}`)
      .join(' ')

/** What follows containers: rules and names that lead to addresses which are another's now, interfaces that are home again. */
export async function lostPolicies(): Promise<readonly Loss[]> {
  const nothing = { look: async () => ({ rules: false }), plan: () => NOTHING }
  const { plan, observation } = await decide(around(nothing))
  observation.close()
  if (stepsOf(plan).length === 0) return []
  const putBack = async (context: Context) => {
    const show = (_: undefined, done: Plan) => {
      if (stepsOf(done).length > 0) context.output.result(['policies followed'], { policies: true })
    }
    await change(context, { name: 'watch', ...nothing, show })
  }
  return [{ what: 'what follows containers', putBack }]
}

const back = ({ output }: Context, lines: readonly string[], data: Readonly<Record<string, unknown>> = {}) =>
  output.result(
    lines.map((line) => `${line} back`),
    data,
  )

async function seen(look: () => ReturnType<typeof observe>): Promise<Facts> {
  const { facts, close } = await look()
  close()
  return facts
}
