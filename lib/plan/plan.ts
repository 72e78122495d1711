import type { Endpoint, Place } from '../model/endpoint.ts'
import type { Facts } from '../model/facts.ts'
import type { Step } from './step.ts'

/**
 * What a recipe decides. `build` can be taken back, and is when anything fails; `finish` is what can't be (a deleted
 * link's routes are gone), so it comes last, and once begun it is gone through with.
 */
export interface Plan<Result = unknown> {
  readonly build: readonly Step[]
  readonly finish: readonly Step[]
  /** What will be there when the plan has run, for the view. */
  readonly result: Result
  /** What the user should know, said on stderr. */
  readonly notes: readonly string[]
}

/** The namespaces that a plan's steps may take place in. */
export type Places = Readonly<Record<Place, Pick<Endpoint, 'path' | 'locator' | 'name'>>>

/** Those that are there already, and those that the plan makes. */
export const withMade = (places: Places, plan: Plan): Places => ({
  ...places,
  ...Object.fromEntries(
    plan.build.flatMap(({ founds }) => (founds ? [[founds.place, founds] as const] : [])),
  ),
})

export const stepsOf = ({ build, finish }: Plan): readonly Step[] => [...build, ...finish]

/** What the facts will be once the steps have run. */
export const after = (facts: Facts, steps: readonly Step[]): Facts =>
  steps.reduce((known, step) => step.effect(known), facts)

export const nothingToDo = <R>(result: R, note: string): Plan<R> => ({
  build: [],
  finish: [],
  result,
  notes: [note],
})
