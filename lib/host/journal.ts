import {
  appendFileSync,
  existsSync,
  mkdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { basename } from 'node:path'
import type { Place } from '../model/endpoint.ts'
import { inodeOf } from './namespaces.ts'
import { STATE_DIRECTORY } from './paths.ts'
import { stateDirectory, writing } from './state.ts'
import { ifThere, namesIn, textOf } from './vanishing.ts'

/** What is kept of a plan while it runs, so that another process can take it back or finish it. */
export interface Entry {
  /** The command line. */
  readonly argv: readonly string[]
  readonly pid: number
  /** This boot, and the network namespace that `host` means: another's entry is none of our business. */
  readonly boot: string
  readonly hostInode: number
  /** How many steps build; what comes after them finishes. */
  readonly built: number
  /** The namespaces that the script enters. */
  readonly places: readonly {
    readonly fd: number
    readonly place: Place
    readonly path: string
    readonly inode: number
  }[]
}

export interface OpenEntry {
  readonly directory: string
  readonly entry: Entry
}

const JOURNAL = `${STATE_DIRECTORY}/journal`

/** What an entry is known as ours by. */
export const ownHost = (): Pick<Entry, 'boot' | 'hostInode'> => ({
  boot: readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim(),
  hostInode: inodeOf('/proc/self/ns/net') ?? 0,
})

/** Writes an entry, whole or not at all. */
export function openEntry(content: Omit<Entry, 'pid' | 'boot' | 'hostInode'>, script: string): OpenEntry {
  stateDirectory()
  const entry: Entry = {
    ...content,
    pid: process.pid,
    ...ownHost(),
  }
  const name = `${Date.now()}-${process.pid}`
  const draft = `${JOURNAL}/.${name}`
  const directory = `${JOURNAL}/${name}`
  try {
    writing(() => {
      mkdirSync(draft, { recursive: true, mode: 0o700 })
      writeFileSync(`${draft}/script`, script)
      writeFileSync(`${draft}/entry.json`, JSON.stringify(entry))
      renameSync(draft, directory)
    })
  } catch (error) {
    rmSync(draft, { recursive: true, force: true })
    throw error
  }
  return { directory, entry }
}

/** Takes an entry away, at once or not at all: what is left of it when we are killed is a draft like any other. */
export function closeEntry({ directory }: OpenEntry): void {
  const closed = `${JOURNAL}/.closed-${basename(directory)}`
  renameSync(directory, closed)
  rmSync(closed, { recursive: true, force: true })
}

/** The steps that each begun batch ends with, in order. A mark that was cut short stands for all that can be undone. */
export const marksOf = ({ directory, entry }: OpenEntry): number[] =>
  readLines(`${directory}/marks`).map((mark) => (/^\d+$/.test(mark) ? Number(mark) : entry.built))

/** Commands that remove what couldn't be taken back, since they were last forgotten. */
export const leftOf = ({ directory }: OpenEntry): string[] => readLines(`${directory}/left`)

export const forgetLeft = ({ directory }: OpenEntry): void => rmSync(`${directory}/left`, { force: true })

/** Asks the script to stop before its next batch; where there is no room to say so, it goes on to its end. */
export function askToStop({ directory }: OpenEntry): void {
  try {
    appendFileSync(`${directory}/stop`, '')
  } catch {
    // What it built is taken back all the same.
  }
}

export const takeBackStop = ({ directory }: OpenEntry): void => rmSync(`${directory}/stop`, { force: true })

export const scriptOf = ({ directory }: OpenEntry): string => `${directory}/script`

/** Clears away what a ctnet that was killed while it wrote an entry left. Only under the lock: nobody else is writing one. */
export function clearDrafts(): void {
  for (const name of namesIn(JOURNAL).filter((name) => name.startsWith('.')))
    rmSync(`${JOURNAL}/${name}`, { recursive: true, force: true })
}

export interface JournalContent {
  /** What others left open in this host, oldest first. */
  readonly open: readonly OpenEntry[]
  /** Directories of entries that nobody can make sense of any more. */
  readonly unreadable: readonly string[]
}

/** What is in the journal. Nothing, where there is none or it may not be read. */
export function readJournal(): JournalContent {
  const own = ownHost()
  const found = entryDirectories().map((directory) => ({ directory, entry: readEntry(directory) }))
  return {
    open: found.flatMap(({ directory, entry }) =>
      entry?.boot === own.boot && entry.hostInode === own.hostInode ? [{ directory, entry }] : [],
    ),
    // Somebody may have closed it while we looked.
    unreadable: found.flatMap(({ directory, entry }) =>
      entry === undefined && existsSync(directory) ? [directory] : [],
    ),
  }
}

const entryDirectories = (): string[] =>
  namesIn(JOURNAL)
    .filter((name) => !name.startsWith('.'))
    .sort()
    .map((name) => `${JOURNAL}/${name}`)

/** An entry appears whole; one that isn't was damaged afterwards. */
const readEntry = (directory: string): Entry | undefined =>
  ifThere(() => {
    const entry = JSON.parse(textOf(`${directory}/entry.json`) ?? '') as Entry
    const whole = Array.isArray(entry.argv) && Array.isArray(entry.places) && Number.isInteger(entry.built)
    return whole && textOf(`${directory}/script`)?.endsWith('\nesac\n') ? entry : undefined
  })

const readLines = (path: string): string[] => (textOf(path) ?? '').split('\n').filter((line) => line !== '')
