import {
  closeSync,
  constants,
  fstatSync,
  ftruncateSync,
  openSync,
  readFileSync,
  statSync,
  writeSync,
} from 'node:fs'
import { CtnetError } from '../model/error.ts'
import { counted, visible } from '../model/text.ts'
import { run } from './shell.ts'
import { stateDirectory, writing } from './state.ts'

/** The file descriptor that a script holds the lock by. */
export const LOCK_FD = 9

export interface Lock {
  /** The open file that holds it; whoever inherits it holds the lock too. */
  readonly fd: number
  release(): void
}

/**
 * Takes the lock that everything which changes something holds. `flock` takes it on our own open file, so it is held
 * until the last process that has this file is gone. @throws exit 8 when it isn't free in time
 */
export async function takeLock(seconds: number, command: readonly string[]): Promise<Lock> {
  const path = `${stateDirectory()}/lock`
  const { O_RDWR, O_CREAT, O_NOFOLLOW } = constants
  const fd = writing(() => openSync(path, O_RDWR | O_CREAT | O_NOFOLLOW, 0o600))
  try {
    await flock(fd, path, seconds)
    // Somebody may have deleted the file while we waited; the next one would lock another.
    if (statSync(path, { throwIfNoEntry: false })?.ino !== fstatSync(fd).ino) {
      const again = await takeLock(seconds, command)
      closeSync(fd)
      return again
    }
    writing(() => {
      ftruncateSync(fd)
      writeSync(fd, `${process.pid} ${JSON.stringify(command)}\n`, 0)
    })
    return { fd, release: () => closeSync(fd) }
  } catch (error) {
    closeSync(fd)
    throw error
  }
}

async function flock(fd: number, path: string, seconds: number): Promise<void> {
  const argv = ['flock', '--exclusive', '--timeout', String(seconds), '3']
  const { code, stderr } = await run(argv, { files: new Map([[3, fd]]) })
  if (code === 0) return
  if (code === 1) throw heldBy(path, seconds)
  throw new CtnetError('missing', 'no-flock', "the lock can't be taken: `flock` failed", {
    hint: 'install util-linux: apt-get install util-linux',
    cause: stderr,
  })
}

function heldBy(path: string, seconds: number): CtnetError {
  const note = readFileSync(path, 'utf8').trim()
  const [pid = '', text = '[]'] = [note.slice(0, note.indexOf(' ')), note.slice(note.indexOf(' ') + 1)]
  const since = Math.round((Date.now() - statSync(path).mtimeMs) / 1000)
  const who =
    pid === ''
      ? 'another ctnet'
      : `\`${commandLine(text)}\` (process ${pid}, for ${counted(since, 'second')})`
  return new CtnetError(
    'timeout',
    'locked',
    `the lock was not free in ${counted(seconds, 'second')}: it is held by ${who}`,
    {
      hint: 'wait longer with --timeout SECONDS; or see what it is doing, and end it',
    },
  )
}

function commandLine(text: string): string {
  try {
    return visible(['ctnet', ...(JSON.parse(text) as string[])].join(' '))
  } catch {
    return 'ctnet'
  }
}
