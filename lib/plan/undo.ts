import type { Place } from '../model/endpoint.ts'
import { type Plan, stepsOf } from './plan.ts'
import type { LinkRef, Step, Undoing } from './step.ts'

/** A step's way back, and the number of the step that it belongs to. */
export interface Undo {
  readonly of: number
  readonly step: Undoing
}

const key = ({ in: place, name }: LinkRef) => `${place} ${name}`

/**
 * The way back, last step first. What was done to a link, or in a namespace, that the same plan made needs none of its
 * own: it goes with it. Steps are numbered from 1.
 */
export function undoOf(build: readonly Step[]): readonly Undo[] {
  const made = new Set<string>()
  const founded = new Set<Place>()
  const undos: Undo[] = []
  for (const [index, step] of build.entries()) {
    const covered =
      (step.on !== undefined && made.has(key(step.on))) ||
      (step.undo !== undefined && founded.has(step.undo.in))
    if (step.undo !== undefined && !covered) undos.push({ of: index + 1, step: step.undo })
    for (const link of step.makes ?? []) made.add(key(link))
    if (step.founds !== undefined) founded.add(step.founds.place)
  }
  return undos.reverse()
}

/** All that a plan's script may run: its steps, and the way back. */
export const withWayBack = (plan: Plan): readonly Step[] => [
  ...stepsOf(plan),
  ...undoOf(plan.build).map(({ step }) => step),
]
