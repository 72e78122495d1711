import { CtnetError } from './error.ts'
import type { Facts } from './facts.ts'

/** Where attachments are kept that are to outlive their container's restart, and the host's. */
export const KEPT_FILE = '/var/lib/ctnet/kept.json'

/** One of a container's interfaces: the container is known by its name, so that one that takes its place counts as it. */
export interface KeptName {
  /** `docker`, `netns` … */
  readonly runtime: string
  readonly name: string
  readonly interface: string
}

/** The host that something was asked for in. */
export interface KeptHost {
  readonly boot: string
  /** The number of the host's own namespace; another boot gives out others. */
  readonly hostInode: number
}

/** An attachment that is put back when it is lost. */
export interface Kept extends KeptName, KeptHost {
  /** The command line that lays it again, as it came out. */
  readonly words: readonly string[]
}

export const sameKept = (a: KeptName, b: KeptName): boolean =>
  a.runtime === b.runtime && a.name === b.name && a.interface === b.interface

/** Whether it was asked for in this host: not in a private one, a sandbox, of the same boot. */
export const isKeptHere = (kept: KeptHost, { boot, hostInode }: KeptHost): boolean =>
  kept.boot !== boot || kept.hostInode === hostInode

/** What the file says. @throws exit 2 where it is damaged */
export function readKept(text: string | undefined): readonly Kept[] {
  if (text === undefined) return []
  try {
    return JSON.parse(text) as readonly Kept[]
  } catch (cause) {
    throw new CtnetError('usage', 'kept-damaged', `${KEPT_FILE} can't be read: ${(cause as Error).message}`, {
      hint: `see what it says; to forget what was kept: rm ${KEPT_FILE}`,
      cause,
    })
  }
}

export const keptIn = (facts: Facts): readonly Kept[] => readKept(facts.files?.[KEPT_FILE])

/** The change of the file, for a step. */
export function keptChange(facts: Facts, kept: readonly Kept[]) {
  const lines = kept.map((one) => JSON.stringify(one))
  const after = kept.length === 0 ? undefined : `[${lines.join(',\n')}]\n`
  return { path: KEPT_FILE, before: facts.files?.[KEPT_FILE], after, alone: true }
}
