import { readFileSync, statSync } from 'node:fs'
import { OWN_NAMESPACE, parseLabNode } from '../model/endpoint.ts'
import { CtnetError } from '../model/error.ts'
import type { LaidLab } from '../model/lab.ts'
import { type LabState, labFile } from '../model/lab-state.ts'
import { nearest } from '../model/nearest.ts'

/** The container that `LAB/NODE` stands for, where the lab didn't make it itself. */
export function givenContainer(text: string): string | undefined {
  const found = parseLabNode(text)
  return found && nodesOf(found.lab)?.[found.node]?.container
}

/** Why nothing is found by the name `LAB/NODE`; of any other name, nothing. */
export function missingNode(text: string): CtnetError | undefined {
  const found = parseLabNode(text)
  if (found === undefined) return undefined
  const { lab, node } = found
  const nodes = nodesOf(lab)
  if (nodes === undefined)
    return new CtnetError('notFound', 'no-lab', `there is no lab ${lab}`, {
      hint: 'see which are up: ctnet status',
    })
  if (Object.hasOwn(nodes, node))
    return new CtnetError('notFound', 'no-node', `${text} isn't there any more`, {
      hint: `put it back: ctnet restart ${lab} ${node}`,
    })
  const near = nearest(node, Object.keys(nodes))
  return new CtnetError('notFound', 'no-node', `${lab} has no node ${node}`, {
    hint: near === undefined ? `see which it has: ctnet status ${lab}` : `did you mean ${lab}/${near}?`,
  })
}

/** Nothing where no such lab is up, or it may not be read. */
function nodesOf(lab: string): LaidLab['nodes'] | undefined {
  try {
    const file = labFile(statSync(OWN_NAMESPACE).ino, lab)
    return (JSON.parse(readFileSync(file, 'utf8')) as LabState).lab.nodes
  } catch {
    return undefined
  }
}
