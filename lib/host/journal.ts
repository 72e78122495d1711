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

/** The steps that each begun batch ends with, in order. */
export const marksOf = ({ directory }: OpenEntry): number[] => readLines(`${directory}/marks`).map(Number)

/** Commands that remove what couldn't be taken back. */
export const leftOf = ({ directory }: OpenEntry): string[] => readLines(`${directory}/left`)

/** Asks the script to stop before its next batch. */
export const askToStop = ({ directory }: OpenEntry): void => appendFileSync(`${directory}/stop`, '')

export const takeBackStop = ({ directory }: OpenEntry): void => rmSync(`${directory}/stop`, { force: true })

export const scriptOf = ({ directory }: OpenEntry): string => `${directory}/script`

/** What others left open in this host, oldest first. Nothing, where there is none or it may not be read. */
export function openEntries(): OpenEntry[] {
  const own = { boot: bootId(), hostInode: inodeOf('/proc/self/ns/net') }
  return entriesOf()
    .filter(({ entry }) => entry.boot === own.boot && entry.hostInode === own.hostInode)
    .sort((a, b) => (a.directory < b.directory ? -1 : 1))
}

function entriesOf(): OpenEntry[] {
  let names: string[]
  try {
    names = readdirSync(JOURNAL)
  } catch {
    return []
  }
  return names
    .filter((name) => !name.startsWith('.') && existsSync(`${JOURNAL}/${name}/entry.json`))
    .map((name) => ({
      directory: `${JOURNAL}/${name}`,
      entry: JSON.parse(readFileSync(`${JOURNAL}/${name}/entry.json`, 'utf8')) as Entry,
    }))
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
