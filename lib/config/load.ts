import { resolve } from 'node:path'
import { usageError } from '../model/error.ts'
import { refuseCode } from './code-form.ts'
import { type Config, EMPTY } from './config.ts'
import type { CommandFlags } from './flags.ts'
import { couldFind, keyInside } from './places.ts'
import { readConfigFile } from './read-file.ts'
import type { Source } from './source.ts'
import { readSystem, SYSTEM_DIRECTORY } from './system.ts'

export interface Wanted {
  /** This file instead of the one that is found. */
  readonly config: string | undefined
  /** None at all. */
  readonly noConfig: boolean
}

export interface Places {
  readonly system: string
  readonly from: string
}

/**
 * The configuration files that count, the system's first: what follows stands above it.
 * @throws exit 2, 5 or 6 where one of them can't be taken
 */
export async function findSources(
  { config, noConfig }: Wanted,
  places: Places = { system: SYSTEM_DIRECTORY, from: workingFolder() },
): Promise<readonly Source[]> {
  if (noConfig && config !== undefined) {
    throw usageError('--config and --no-config: which?', 'leave one out')
  }
  if (noConfig) return []
  const sources = [
    readSystem(places.system),
    config === undefined ? await search(places.from) : readNamed(resolve(places.from, config)),
  ]
  return sources.filter((source) => source !== undefined)
}

/** The configuration in force. What it takes to read a file is loaded once there is one. @throws exit 2, 5 or 6 */
export async function loadConfig(
  wanted: Wanted,
  commands: () => CommandFlags,
  places?: Places,
): Promise<Config> {
  const sources = await findSources(wanted, places)
  if (sources.length === 0) return EMPTY
  const { readSources } = await import('./read.ts')
  const { configOf } = await import('./interpret.ts')
  const flags = commands()
  return configOf(readSources(sources, flags), flags)
}

async function search(from: string): Promise<Source | undefined> {
  if (!couldFind(from)) return undefined
  const { searchProject } = await import('./search.ts')
  return searchProject(from)
}

function readNamed(file: string): Source {
  refuseCode(file)
  return { file, text: readConfigFile(file), inside: keyInside(file) }
}

/** A working folder that was deleted has no path, and no configuration. */
function workingFolder(): string {
  try {
    return process.cwd()
  } catch {
    return '/'
  }
}
