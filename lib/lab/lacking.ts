import { type Facts, linkOf } from '../model/facts.ts'
import type { LaidLab } from '../model/lab.ts'
import { placeOfEnd, placeOfNode } from './places.ts'

/** The nodes that have lost their namespace, or an interface. One whose cable is only pulled hasn't. */
export function lacking(facts: Facts, lab: LaidLab): readonly string[] {
  const short = lab.links
    .flatMap(({ ends }) => ends)
    .filter((end) => linkOf(facts, placeOfEnd(lab, end.node), end.interface) === undefined)
  const gone = Object.keys(lab.nodes).filter(
    (node) => facts.spaces[placeOfNode(lab.name, node).place] === undefined,
  )
  return [...new Set([...gone, ...short.map(({ node }) => node)])]
}
