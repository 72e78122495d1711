import { type Endpoint, placeOf } from '../model/endpoint.ts'
import type { Facts } from '../model/facts.ts'
import { type Places, type Plan, withMade } from '../plan/plan.ts'
import { apply, type OnRun } from './apply.ts'
import { takeLock } from './lock.ts'
import { type Look, type Observation, observe } from './observe.ts'
import { type Recovered, recover } from './recover.ts'

/** Seconds to wait for the lock where nobody said otherwise. */
const DEFAULT_TIMEOUT = 60

/** A question to the host, and the recipe that is planned on the answer. */
export interface Decision<R> {
  /** What to look at; the host itself always is. */
  readonly look?: () => Promise<Look>
  /** The recipe. */
  readonly plan: (facts: Facts, look: Look) => Plan<R>
}

export interface Transaction<R> extends Decision<R> {
  /** The command line, without `ctnet`, that the lock and the journal name. */
  readonly argv?: readonly string[]
  /** Seconds to wait for the lock; 60. */
  readonly timeout?: number
  /** Called under the lock before anything is looked at, with what killed commands had left and is ended now. */
  readonly onRecovered?: (recovered: readonly Recovered[]) => void
  /** Called before the plan is run. */
  readonly onPlanned?: (plan: Plan<R>, places: Places) => void
  /** Called where what was done could not be noted in the log. */
  readonly onUnlogged?: () => void
  /** Called when the plan begins to run. */
  readonly onRun?: OnRun | undefined
}

/**
 * Changes the host by one plan: takes the lock, ends what killed commands left, looks, plans, and runs the plan, which is
 * taken back when a step fails. The plan that was run, with its result.
 *
 * @throws CtnetError: what the recipe throws, exit 1, 5, 7, 8, 129, 130 or 143
 */
export async function transact<R>(transaction: Transaction<R>): Promise<Plan<R>> {
  const {
    argv = ['apply'],
    timeout = DEFAULT_TIMEOUT,
    onRecovered,
    onPlanned,
    onUnlogged,
    onRun,
  } = transaction
  const lock = await takeLock(timeout, argv)
  try {
    onRecovered?.(await recover(lock, onUnlogged))
    const { plan, places, observation } = await decide(transaction)
    try {
      onPlanned?.(plan, places)
      await apply(plan, places, { argv, lock, open: observation.open, onUnlogged, onRun })
      return plan
    } finally {
      observation.close()
    }
  } finally {
    lock.release()
  }
}

export interface Decided<R> {
  readonly plan: Plan<R>
  readonly places: Places
  /** To be closed by whoever asked. */
  readonly observation: Observation
}

/** Looks, and plans on what was seen. */
export async function decide<R>({ look, plan }: Decision<R>): Promise<Decided<R>> {
  const seen = (await look?.()) ?? {}
  const observation = await observe(seen)
  try {
    const decided = plan(observation.facts, seen)
    return { plan: decided, places: withMade(placesOf(seen.endpoints ?? []), decided), observation }
  } catch (error) {
    observation.close()
    throw error
  }
}

const placesOf = (endpoints: readonly Endpoint[]): Places =>
  Object.fromEntries(endpoints.map((endpoint) => [placeOf(endpoint), endpoint]))
