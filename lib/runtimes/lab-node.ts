import { readFileSync, statSync } from 'node:fs'
import { OWN_NAMESPACE, parseLabNode } from '../model/endpoint.ts'
import { type LabState, labFile } from '../model/lab-state.ts'

/** The container that `LAB/NODE` stands for, where the lab didn't make it itself. */
export function givenContainer(text: string): string | undefined {
  const found = parseLabNode(text)
  if (found === undefined) return undefined
  try {
    const file = labFile(statSync(OWN_NAMESPACE).ino, found.lab)
    return (JSON.parse(readFileSync(file, 'utf8')) as LabState).lab.nodes[found.node]?.container
  } catch {
    // No such lab is up, or it may not be read.
    return undefined
  }
}
