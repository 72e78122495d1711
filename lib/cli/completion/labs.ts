import { readLabState } from '../../host/labs.ts'

/** The nodes of a lab that is up. */
export const nodesOf = (lab: string): readonly string[] => Object.keys(readLabState(lab)?.lab.nodes ?? {})
