import { readdirSync, readFileSync, statSync } from 'node:fs'
import { type Entry, leftOf, type OpenEntry, readJournal } from './journal.ts'
import { type Deed, idOf, readLog } from './log.ts'
import { STATE_DIRECTORY } from './paths.ts'

/** A command that changed something here, and what came of it. */
export interface Past {
  /** When it began to change something: milliseconds since 1970. */
  readonly time: number
  readonly argv: readonly string[]
  readonly pid: number
  readonly outcome: Deed['outcome'] | 'running' | 'in doubt'
  readonly why?: string
}

/**
 * What ctnet did in this host since it booted, oldest first, each command once: the log, and what is open in the
 * journal. @throws exit 5 where it may not be read
 */
export function readHistory(): readonly Past[] {
  const past = new Map<string, Past>()
  // What another command ended later than the one that began it has two lines; the last one counts.
  for (const { id, argv, outcome, why } of readLog()) {
    past.set(id, { ...begun(id), argv, outcome, ...(why !== undefined && { why }) })
  }
  for (const open of readJournal().open) {
    const id = idOf(open)
    past.set(id, { ...begun(id), argv: open.entry.argv, ...stateOf(open, past.get(id)?.why) })
  }
  return [...past.values()].sort((a, b) => a.time - b.time)
}

function begun(id: string): Pick<Past, 'time' | 'pid'> {
  const [time = '0', pid = '0'] = id.split('-')
  return { time: Number(time), pid: Number(pid) }
}

function stateOf(open: OpenEntry, why: string | undefined): Pick<Past, 'outcome' | 'why'> {
  if (isRunning(open.entry)) return { outcome: 'running' }
  const left = leftOf(open)
  if (left.length === 0)
    return { outcome: 'in doubt', why: 'cut short: the next command that changes something ends it' }
  return {
    outcome: 'left behind',
    why: [...(why === undefined ? [] : [why]), `to remove it: ${left.join('; ')}`].join('; '),
  }
}

const LOCK = `${STATE_DIRECTORY}/lock`

/** Whether the process that opened the entry lives and holds the lock: the lock's file names it, and it has that file open. */
function isRunning({ pid }: Entry): boolean {
  try {
    if (Number.parseInt(readFileSync(LOCK, 'utf8'), 10) !== pid) return false
    const { dev, ino } = statSync(LOCK)
    return readdirSync(`/proc/${pid}/fd`).some((fd) => {
      const file = statSync(`/proc/${pid}/fd/${fd}`, { throwIfNoEntry: false })
      return file?.dev === dev && file.ino === ino
    })
  } catch {
    return false
  }
}
