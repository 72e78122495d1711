import { finish, undo } from './apply.ts'
import { clearDrafts, closeEntry, marksOf, type OpenEntry, readJournal } from './journal.ts'
import { LOCK_FD, type Lock } from './lock.ts'
import { logDeed } from './log.ts'
import { type OpenNamespace, openNamespace } from './namespaces.ts'

export interface Recovered {
  /** The command line that was cut short. */
  readonly argv: readonly string[]
  readonly outcome: 'rolled back' | 'finished' | 'left behind'
  /** Commands that remove what is left. */
  readonly left: readonly string[]
}

/**
 * Ends what a killed ctnet left open: what it built is taken back, a removal that it had begun is finished. Only under
 * the lock, which the dead one's script may still have held.
 */
export async function recover(lock: Lock, onUnlogged?: () => void): Promise<Recovered[]> {
  clearDrafts()
  const recovered: Recovered[] = []
  for (const entry of readJournal().open) recovered.push(await endEntry(entry, lock, onUnlogged))
  return recovered
}

/** How an open entry is ended: a removal that has begun is finished, else the steps that it came to are taken back. */
export function endingOf(open: OpenEntry): { readonly begun: number; readonly removing: boolean } {
  // Every undo asks whether what it removes is there: without a mark, all of them are tried.
  const begun = marksOf(open).at(-1) ?? open.entry.built
  return { begun, removing: begun > open.entry.built }
}

async function endEntry(open: OpenEntry, lock: Lock, onUnlogged?: () => void): Promise<Recovered> {
  const { argv, places } = open.entry
  const namespaces = places.flatMap(({ fd, path, inode }) => {
    const namespace = reopened(path, inode)
    return namespace ? [{ fd, namespace }] : []
  })
  const files = new Map([
    [LOCK_FD, lock.fd],
    ...namespaces.map(({ fd, namespace }) => [fd, namespace.fd] as const),
  ])
  try {
    const { begun, removing } = endingOf(open)
    const left = removing ? await finish(open, files) : await undo(open, begun, files)
    if (left.length > 0) return { argv, outcome: 'left behind', left }
    const outcome = removing ? 'finished' : 'rolled back'
    if (!logDeed(open, { outcome, why: 'cut short; ended by the next command' })) onUnlogged?.()
    closeEntry(open)
    return { argv, outcome, left }
  } finally {
    for (const { namespace } of namespaces) namespace.close()
  }
}

/** The same namespace again: under its path, unless that has come to mean another. */
function reopened(path: string, inode: number): OpenNamespace | undefined {
  try {
    const namespace = openNamespace(path)
    if (namespace.inode === inode) return namespace
    namespace.close()
  } catch {
    // It is gone, and with it what was made in it.
  }
  return undefined
}
