import { CONTAINER } from './positionals.ts'

/** The containers of a link, as its commands are told them. */
export const pair = (server: string) =>
  ({
    client: {
      type: 'string',
      demandOption: true,
      describe: 'the container that asks',
      completes: 'container',
    },
    server: { type: 'string', demandOption: true, describe: server, completes: 'container' },
  }) as const

/** Both on a bridge, for examples. */
export const PAIR_WORLD: readonly string[] = [
  'ctnet bridge create bridge0 172.17.42.1/16',
  'ctnet attach web bridge0',
  'ctnet attach db bridge0',
]

/** A container, and its ports as its commands are told them. */
export const publisher = (describe: string) =>
  ({
    container: CONTAINER,
    port: { type: 'string', array: true, default: [] as string[], describe },
  }) as const

/** It is on a bridge, for examples. */
export const PUBLISHER_WORLD: readonly string[] = [
  'ctnet bridge create bridge0 172.17.42.1/16',
  'ctnet attach web bridge0 172.17.42.99/16',
]
