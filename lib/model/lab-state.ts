import type { LaidLab } from './lab.ts'

/** Where it is kept which labs are up. */
export const LAB_DIRECTORY = '/run/ctnet/labs'

export const labFile = (name: string): string => `${LAB_DIRECTORY}/${name}.json`

/** What a lab was made of, for people. */
export type LabSource = { readonly topology: string } | { readonly file: string }

/** A lab that is up. */
export interface LabState {
  readonly version: 1
  /** The number of the host's namespace. */
  readonly host: number
  readonly source: LabSource
  /** As it was laid when it came up. */
  readonly lab: LaidLab
}

export const showSource = (source: LabSource): string =>
  'file' in source ? source.file : `the topology ${source.topology}`

export const labText = (state: LabState): string => `${JSON.stringify(state)}\n`
