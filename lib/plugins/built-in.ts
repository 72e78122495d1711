import type { AnyTopology } from '../model/topology.ts'

/** The topologies that ship with ctnet, by name; each is loaded when it is asked for. */
export const BUILT_IN: Readonly<Record<string, () => Promise<{ readonly default: AnyTopology }>>> = {
  star: () => import('../../plugins/star.ts'),
  chain: () => import('../../plugins/chain.ts'),
  ring: () => import('../../plugins/ring.ts'),
  mesh: () => import('../../plugins/mesh.ts'),
  tree: () => import('../../plugins/tree.ts'),
  grid: () => import('../../plugins/grid.ts'),
  clos: () => import('../../plugins/clos.ts'),
  dumbbell: () => import('../../plugins/dumbbell.ts'),
}
