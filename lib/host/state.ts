import { lstatSync, mkdirSync } from 'node:fs'
import { CtnetError } from '../model/error.ts'
import { exposure, isDirectory } from '../model/ownership.ts'
import { STATE_DIRECTORY } from './paths.ts'

/**
 * Makes ctnet's directory under /run, or sees that the one there is safe: a directory, ours, and writable by nobody
 * else. @throws exit 5 where it is not, 6 where /run takes nothing
 */
export function stateDirectory(): string {
  writing(() => mkdirSync(STATE_DIRECTORY, { recursive: true, mode: 0o700 }))
  for (const directory of ['/run', STATE_DIRECTORY]) assertSafe(directory)
  return STATE_DIRECTORY
}

/** Does something that writes below /run/ctnet. @throws exit 5 where it may not, 6 where there is no room */
export function writing<T>(write: () => T): T {
  try {
    return write()
  } catch (cause) {
    const { code, message } = cause as NodeJS.ErrnoException
    const failure = code === 'EACCES' || code === 'EPERM' ? 'denied' : 'missing'
    throw new CtnetError(
      failure,
      'state-directory',
      `nothing can be kept in ${STATE_DIRECTORY}: ${message}`,
      {
        hint: failure === 'denied' ? 'run ctnet as root: sudo ctnet …' : 'make room in /run: df -h -i /run',
        cause,
      },
    )
  }
}

function assertSafe(directory: string): void {
  const stat = lstatSync(directory)
  const exposed = exposure(directory, stat, [process.geteuid?.() ?? 0])
  if (exposed === undefined && isDirectory(stat)) return
  const why = exposed?.why ?? `${directory} is not a directory`
  throw new CtnetError('denied', 'state-directory', `${why}, so nothing is kept there`, {
    hint: exposed?.fix ?? `see what it is: ls -ld ${directory}`,
  })
}
