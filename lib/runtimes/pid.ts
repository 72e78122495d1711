import { statSync } from 'node:fs'
import { CtnetError, usageError } from '../model/error.ts'
import { quoted } from '../model/text.ts'
import type { Runtime } from './runtime.ts'

/** Any process, by its number. */
export const pid: Runtime = {
  name: 'pid',
  async find(name) {
    if (!/^[1-9]\d{0,9}$/.test(name))
      throw usageError(`${quoted(name)} is not a process ID`, 'see what runs: ps -e')
    const path = `/proc/${name}/ns/net`
    const file = statSync(path, { throwIfNoEntry: false })
    if (file === undefined) {
      throw new CtnetError('notFound', 'no-process', `there is no process ${name}`, {
        hint: 'see what runs: ps -e',
      })
    }
    if (file.ino === statSync('/proc/self/ns/net').ino) {
      throw new CtnetError(
        'conflict',
        'host-network',
        `process ${name} has no network of its own, only the host's`,
        {
          hint: `give it one: unshare --net …`,
        },
      )
    }
    return {
      runtime: 'pid',
      name,
      pid: Number(name),
      path,
      locator: { kind: 'path', path },
      sharedWith: [],
      files: {},
    }
  },
  list: async () => [],
  absence: () => 'ps -e',
}
