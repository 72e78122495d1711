import type { Place } from './endpoint.ts'
import type { Facts } from './facts.ts'
import type { LaidLab } from './lab.ts'

/** A lab that is up, and where it comes from. */
export interface LabState {
  readonly lab: LaidLab
  /** The words behind `ctnet up`: the file or the topology, and its options. */
  readonly from: readonly string[]
  /** What kernel parameters were, by path, in containers that the lab only uses. */
  readonly was?: Readonly<Record<Place, Readonly<Record<string, string>>>>
}

/** Where labs that are up are kept. */
export const LAB_DIRECTORY = '/run/ctnet/labs'

/** Behind the number of the host's own namespace. */
export const labFile = (host: number, name: string): string => `${LAB_DIRECTORY}/${host}.${name}.json`

export const labFileOf = ({ inodes }: Facts, name: string): string => labFile(inodes?.host ?? 0, name)

/** The lab of that name, if it is up. */
export function stateOf(facts: Facts, name: string): LabState | undefined {
  const text = facts.files?.[labFileOf(facts, name)]
  return text === undefined ? undefined : JSON.parse(text)
}

export const labText = (state: LabState): string => `${JSON.stringify(state)}\n`

/** Where it is noted by which number a node's service runs. */
export const serviceFile = (namespace: string, index: number): string =>
  `${LAB_DIRECTORY}/run/${namespace}.${index}`
