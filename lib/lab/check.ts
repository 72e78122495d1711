import { HOST } from '../model/endpoint.ts'
import { usageError } from '../model/error.ts'
import type { Lab } from '../model/lab.ts'
import { nearest } from '../model/nearest.ts'
import { listed, quoted } from '../model/text.ts'

/** Letters, digits, `-` and `_`, so that a name may stand in paths, in `LAB/NODE` and in scripts. */
const NAME = /^[A-Za-z0-9_][A-Za-z0-9_-]*$/

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

function checkName(what: string, name: string): void {
  if (what === 'node' && name === HOST) {
    throw usageError('no node can be called host: that is the host itself', 'give it another name')
  }
  if (NAME.test(name)) return
  throw usageError(`${quoted(name)} can't be a ${what}'s name`, 'use letters, digits, dashes and underscores')
}

function meant(word: string, known: readonly string[]): string {
  const near = nearest(word, known)
  if (near !== undefined) return `did you mean ${near}?`
  return known.length === 0 ? 'declare it under nodes' : `there are ${listed(known.slice(0, 10))}`
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
