import type { Decision } from '../host/transact.ts'
import type { Plan } from '../plan/plan.ts'

/** What a command wants changed: what is to be looked at, the recipe, and how its result is shown. */
export interface Change<R> extends Decision<R> {
  /** The command's name, for messages. */
  readonly name: string
  /** What to print when it is done, or was so already. */
  readonly show: (result: R, plan: Plan<R>) => void
  /** What is to be changed besides once that is done, by what came of it that no plan could know. */
  readonly next?: (plan: Plan<R>) => readonly AnyChange[]
  /** Its recipe puts what was asked for of the firewall right by itself. */
  readonly repairs?: true
  /** What to say when there is nothing to do. */
  readonly idle?: string
}

/** A change whose result only it knows. */
// biome-ignore lint/suspicious/noExplicitAny: the result's type is each command's own affair
export type AnyChange = Change<any>
