import { HOST } from '../model/endpoint.ts'
import type { Runtime } from './runtime.ts'

/** The namespace that ctnet runs in. */
export const host: Runtime = {
  name: HOST,
  find: async (name) =>
    name === HOST
      ? {
          runtime: HOST,
          name,
          path: '/proc/self/ns/net',
          locator: { kind: 'path', path: '/proc/self/ns/net' },
          sharedWith: [],
          files: {},
        }
      : undefined,
  list: async () => [],
  absence: () => '',
}
