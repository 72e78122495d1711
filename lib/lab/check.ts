import { HOST } from '../model/endpoint.ts'
import { usageError } from '../model/error.ts'
import type { Lab } from '../model/lab.ts'
import { listed, quoted } from '../model/text.ts'
import { checkName, meant } from './name.ts'

/** Refuses names that can't be, and ends that lead nowhere. @throws exit 2 */
export function checkLab(lab: Lab): void {
  const { nodes, bridges = {} } = lab
  const known = [...Object.keys(nodes), ...Object.keys(bridges)]
  for (const [what, names] of [
    ['lab', [lab.name]],
    ['node', Object.keys(nodes)],
  ] as const) {
    for (const name of names) checkName(what, name)
  }
  for (const name of Object.keys(bridges)) {
    if (Object.hasOwn(nodes, name))
      throw usageError(`${name} is both a node and a bridge`, 'give one of them another name')
  }
  const ends = [...lab.links.flatMap((link) => link.ends), ...(lab.externals ?? [])]
  for (const { node } of ends) {
    if (node === HOST || known.includes(node)) continue
    throw usageError(
      `a link leads to ${quoted(node)}, which is neither a node nor a bridge`,
      meant(node, known),
    )
  }
  for (const { node } of lab.externals ?? []) {
    if (Object.hasOwn(nodes, node)) continue
    throw usageError(`an external link is a node's, and ${node} is none`, meant(node, Object.keys(nodes)))
  }
}

/** Refuses to hide anybody behind an interface that isn't there. @throws exit 2 */
export function checkNat(lab: Lab, interfaces: ReadonlyMap<string, readonly string[]>): void {
  for (const [node, { nat = [] }] of Object.entries(lab.nodes)) {
    const known = interfaces.get(node) ?? []
    for (const name of nat) {
      if (known.includes(name)) continue
      throw usageError(
        `${node} is to do NAT on ${quoted(name)}, which it doesn't have`,
        `it has ${listed(known) || 'none'}`,
      )
    }
  }
}
