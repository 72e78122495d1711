import type { Facts } from '../model/facts.ts'
import type { LabState } from '../model/lab-state.ts'
import type { Difference } from './difference.ts'
import { up } from './up.ts'

export interface NodeDifference {
  readonly node: string
  /** In words; empty where it is as it shall be. */
  readonly differs: readonly string[]
}

/** A difference as a line: `h1 is missing`, `h1:eth0 lacks 10.0.1.1/24`. */
export const showDifference = ({ of, is, how }: Difference): string => `${of} ${how ?? WORDS[is]}`

const WORDS = { missing: 'is missing', differs: 'differs', surplus: 'is to go' } as const

/** What each node of a lab lacks, or has too much of: of a cable, both nodes do. */
export function differences(facts: Facts, state: LabState): readonly NodeDifference[] {
  const found = up(facts, state).result.differences
  const byNode = new Map<string, string[]>()
  for (const one of found) {
    for (const node of new Set(one.of.split(' ').map((end) => end.replace(/:.*/, '')))) {
      byNode.set(node, [...(byNode.get(node) ?? []), showDifference(one)])
    }
  }
  const others = [...byNode.keys()].filter((node) => !Object.hasOwn(state.lab.nodes, node))
  return [...Object.keys(state.lab.nodes), ...others].map((node) => ({
    node,
    differs: byNode.get(node) ?? [],
  }))
}
