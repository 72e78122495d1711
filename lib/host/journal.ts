import {
  appendFileSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import type { Place } from '../model/endpoint.ts'
import { inodeOf } from './namespaces.ts'
import { STATE_DIRECTORY } from './paths.ts'
import { stateDirectory, writing } from './state.ts'

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

const bootId = (): string => readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim()

/** Writes an entry, whole or not at all. */
export function openEntry(content: Omit<Entry, 'pid' | 'boot' | 'hostInode'>, script: string): OpenEntry {
  stateDirectory()
  const entry: Entry = {
    ...content,
    pid: process.pid,
    boot: bootId(),
    hostInode: inodeOf('/proc/self/ns/net') ?? 0,
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

export const closeEntry = ({ directory }: OpenEntry): void =>
  rmSync(directory, { recursive: true, force: true })

/** The steps that each begun batch ends with, in order. A mark that was cut short stands for all that can be undone. */
export const marksOf = ({ directory, entry }: OpenEntry): number[] =>
  readLines(`${directory}/marks`).map((mark) => (/^\d+$/.test(mark) ? Number(mark) : entry.built))

/** Commands that remove what couldn't be taken back, since they were last forgotten. */
export const leftOf = ({ directory }: OpenEntry): string[] => readLines(`${directory}/left`)

export const forgetLeft = ({ directory }: OpenEntry): void => rmSync(`${directory}/left`, { force: true })

/** Asks the script to stop before its next batch. */
export const askToStop = ({ directory }: OpenEntry): void => appendFileSync(`${directory}/stop`, '')

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
  const own = { boot: bootId(), hostInode: inodeOf('/proc/self/ns/net') }
  const found = entryDirectories().map((directory) => ({ directory, entry: readEntry(directory) }))
  return {
    open: found.flatMap(({ directory, entry }) =>
      entry?.boot === own.boot && entry.hostInode === own.hostInode ? [{ directory, entry }] : [],
    ),
    unreadable: found.flatMap(({ directory, entry }) => (entry === undefined ? [directory] : [])),
  }
}

const entryDirectories = (): string[] =>
  namesIn(JOURNAL)
    .filter((name) => !name.startsWith('.'))
    .sort()
    .map((name) => `${JOURNAL}/${name}`)

function namesIn(directory: string): string[] {
  try {
    return readdirSync(directory)
  } catch {
    return []
  }
}

/** An entry appears whole; one that isn't was damaged afterwards. */
function readEntry(directory: string): Entry | undefined {
  try {
    const entry = JSON.parse(readFileSync(`${directory}/entry.json`, 'utf8')) as Entry
    const whole = Array.isArray(entry.argv) && Array.isArray(entry.places) && Number.isInteger(entry.built)
    return whole && existsSync(`${directory}/script`) ? entry : undefined
  } catch {
    return undefined
  }
}

function readLines(path: string): string[] {
  try {
    return readFileSync(path, 'utf8')
      .split('\n')
      .filter((line) => line !== '')
  } catch {
    return []
  }
}
