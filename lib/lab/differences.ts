import { HOST } from '../model/endpoint.ts'
import type { Facts } from '../model/facts.ts'
import type { LabState } from '../model/lab-state.ts'
import { type Plan, stepsOf } from '../plan/plan.ts'
import type { Step } from '../plan/step.ts'
import { placeOfNode } from './places.ts'
import { up } from './up.ts'

export interface NodeDifference {
  readonly node: string
  /** What `up` would do about it; empty where it is as it shall be. */
  readonly differs: readonly string[]
}

/** What each node of a lab lacks, or has too much of. */
export function differences(facts: Facts, state: LabState): readonly NodeDifference[] {
  const steps = stepsOf(up(facts, state))
  return Object.keys(state.lab.nodes).map((node) => {
    const { place } = placeOfNode(state.lab.name, node)
    const own = steps.filter((step) => isOf(step, place))
    return { node, differs: [...new Set(own.map(({ why }) => why))] }
  })
}

/** What a plan does, a line for each step: where, and why. */
export const planText = (plan: Plan): readonly string[] =>
  stepsOf(plan).map(({ in: at, why, makesPlace, makes: [link] = [] }) => {
    const what = makesPlace ?? (link === undefined ? at : `${link.in} ${link.name}`)
    return `${what.replace(/^netns:([\w-]+)\.([\w-]+)/, '$1/$2')}: ${why}`
  })

const isOf = ({ in: at, makes = [], makesPlace }: Step, place: string): boolean =>
  at === place || makesPlace === place || (at === HOST && makes.some((link) => link.in === place))
