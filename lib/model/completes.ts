/** What a word names, so that a shell can complete it: something that is there, or one of these words. */
export type Completes =
  | 'bridge'
  /** An interface that is a port of the bridge that stands before it. */
  | 'bridge-port'
  | 'container'
  /** `CONTAINER:IF` */
  | 'container-interface'
  /** `CONTAINER[:IF]` */
  | 'container-or-interface'
  /** A container, or `host`. */
  | 'endpoint'
  | 'file'
  | 'host-interface'
  /** An interface of the container that stands before it. */
  | 'interface'
  | 'lab'
  /** A node of the lab that stands before it. */
  | 'lab-node'
  /** A lab that is up, a topology, or a lab's file. */
  | 'lab-or-topology'
  | 'netns'
  | 'network'
  | 'topology'
  /** A topology, or a lab's file. */
  | 'topology-or-file'
  | readonly string[]

/** Positionals of these names are completed so without saying it. */
export const NAMED_SO = [
  'bridge',
  'container',
  'file',
  'lab',
  'network',
] as const satisfies readonly Completes[]
