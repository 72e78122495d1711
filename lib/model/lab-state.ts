import type { Facts } from './facts.ts'
import type { LaidLab } from './lab.ts'

/** A lab that is up, and where it comes from. */
export interface LabState {
  readonly lab: LaidLab
  /** The words behind `ctnet up`: the file or the topology, and its options. */
  readonly from: readonly string[]
}

/** Where labs that are up are kept. */
export const LAB_DIRECTORY = '/run/ctnet/labs'

/** Behind the number of the host's own namespace. */
export const labFile = (host: number, name: string): string => `${LAB_DIRECTORY}/${host}.${name}.json`

const fileOf = ({ inodes }: Facts, name: string): string => labFile(inodes?.host ?? 0, name)

/** The lab of that name, if it is up. */
export function stateOf(facts: Facts, name: string): LabState | undefined {
  const text = facts.files?.[fileOf(facts, name)]
  return text === undefined ? undefined : JSON.parse(text)
}

/** The change of the file that keeps a lab, for a step. */
export const keptState = (facts: Facts, name: string, state: LabState | undefined) => {
  const path = fileOf(facts, name)
  const after = state === undefined ? undefined : `${JSON.stringify(state, undefined, 1)}\n`
  return { path, before: facts.files?.[path], after, alone: true }
}
