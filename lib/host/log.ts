import { closeSync, constants, fstatSync, openSync, readFileSync, renameSync, writeSync } from 'node:fs'
import { basename } from 'node:path'
import { CtnetError } from '../model/error.ts'
import { type Entry, type OpenEntry, ownHost } from './journal.ts'
import { STATE_DIRECTORY } from './paths.ts'

/** What came of a command that had begun to change something. */
export interface Deed {
  readonly outcome: 'done' | 'rolled back' | 'interrupted' | 'finished' | 'left behind'
  /** What went wrong, if something did. */
  readonly why?: string
}

/** A line of the log. */
export interface Logged extends Deed, Pick<Entry, 'argv' | 'boot' | 'hostInode'> {
  /** The entry's name in the journal: when it was opened, and by which process. */
  readonly id: string
}

const LOG = `${STATE_DIRECTORY}/log`
/** What the log was before it grew too long. */
const OLDER = `${LOG}.1`
/** Bytes, of each of the two: some thousand lines. */
const LONGEST = 256 * 1024
/** Characters; a program may have said more. */
const LONGEST_WHY = 500

export const idOf = ({ directory }: OpenEntry): string => basename(directory)

/** Keeps a line of an entry that ends. Whether there was room for it: the work is done all the same. Only under the lock. */
export function logDeed(open: OpenEntry, { outcome, why }: Deed): boolean {
  const { argv, boot, hostInode } = open.entry
  const cut = why === undefined ? {} : { why: why.slice(0, LONGEST_WHY) }
  const logged: Logged = { id: idOf(open), boot, hostInode, argv, outcome, ...cut }
  // A line that was cut short for want of room ends where the next one begins.
  const line = Buffer.from(`\n${JSON.stringify(logged)}`)
  try {
    const { O_WRONLY, O_APPEND, O_CREAT, O_NOFOLLOW } = constants
    const fd = openSync(LOG, O_WRONLY | O_APPEND | O_CREAT | O_NOFOLLOW, 0o600)
    try {
      const whole = writeSync(fd, line) === line.length
      if (fstatSync(fd).size > LONGEST) renameSync(LOG, OLDER)
      return whole
    } finally {
      closeSync(fd)
    }
  } catch {
    return false
  }
}

/** The lines of this host, oldest first. @throws exit 5 where they may not be read */
export function readLog(): readonly Logged[] {
  const own = ownHost()
  return [OLDER, LOG]
    .flatMap(linesOf)
    .filter((line) => line.boot === own.boot && line.hostInode === own.hostInode)
}

function linesOf(path: string): Logged[] {
  try {
    return readFileSync(path, 'utf8').split('\n').flatMap(parseLine)
  } catch (cause) {
    const { code, message } = cause as NodeJS.ErrnoException
    if (code === 'ENOENT') return []
    throw new CtnetError('denied', 'log', `the log can't be read: ${message}`, {
      hint: 'it is for root alone: sudo ctnet log',
      cause,
    })
  }
}

function parseLine(text: string): Logged[] {
  try {
    const line = JSON.parse(text) as Logged
    return typeof line.id === 'string' && Array.isArray(line.argv) ? [line] : []
  } catch {
    return []
  }
}
