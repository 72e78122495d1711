import type { AnyTopology } from '../model/topology.ts'

/** The topologies that ship with ctnet, by name; each is loaded when it is asked for. */
export const BUILT_IN: Readonly<Record<string, () => Promise<{ readonly default: AnyTopology }>>> = {}
