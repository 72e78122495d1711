import type { Facts } from '../model/facts.ts'
import type { LabState } from '../model/lab-state.ts'
import { nodeFacts } from './names.ts'
import { up } from './up.ts'

/**
 * What a lab has lost: nodes, cables, interfaces, bridges, services that run in a node. What is only changed hasn't gone, such
 * as a cable that was pulled; and while one of its containers is stopped, nobody is in a hurry: to put back a lab would start it.
 *
 * @throws as `up`
 */
export function lacking(facts: Facts, state: LabState): readonly string[] {
  const known = (node: string) => nodeFacts(facts, state.lab, node)
  const all = Object.keys(state.lab.nodes)
  if (all.some((node) => known(node)?.stopped)) return []
  const missing = up(facts, state).result.differences.flatMap(({ of, is }) => (is === 'missing' ? [of] : []))
  const quiet = all.filter((node) => (known(node)?.ended ?? []).length > 0)
  return [...new Set([...missing, ...quiet])]
}
