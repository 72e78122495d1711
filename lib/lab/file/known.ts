import { HOST } from '../../model/endpoint.ts'
import { CtnetError } from '../../model/error.ts'
import { type LabWritten, listOf } from './written.ts'

export type Kind = 'node' | 'bridge' | 'host'

/** What a name at the end of a cable stands for, if for anything. */
export function kindOf({ nodes, bridges }: LabWritten, name: string): Kind | undefined {
  if (name === HOST) return 'host'
  if (nodes && Object.hasOwn(nodes, name)) return 'node'
  return bridges && Object.hasOwn(bridges, name) ? 'bridge' : undefined
}

/** Every name that leads to a node. */
export const nodeNames = ({ nodes }: LabWritten): readonly string[] =>
  Object.entries(nodes ?? {}).flatMap(([name, node]) => [name, ...listOf(node?.names)])

/** What a check refuses with, if it does. */
export function saidBy(check: () => unknown): string | undefined {
  try {
    check()
  } catch (error) {
    if (error instanceof CtnetError) return error.message
    throw error
  }
  return undefined
}
