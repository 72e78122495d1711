import { existsSync } from 'node:fs'
import { usageError } from '../model/error.ts'
import { type Config, EMPTY } from './config.ts'
import type { CommandFlags } from './flags.ts'
import { couldFind } from './places.ts'
import type { Places, Source, Wanted } from './source.ts'

/**
 * The configuration files that count, the system's first: what follows stands above it. What reads them is loaded only
 * if there could be one.
 * @throws exit 2 or 5 where one of them can't be taken
 */
export async function findSources(
  { config, noConfig }: Wanted,
  { system, from }: Places = { system: '/etc/ctnet', from: process.cwd() },
): Promise<readonly Source[]> {
  if (noConfig && config !== undefined) {
    throw usageError('--config and --no-config: which?', 'leave one out')
  }
  if (noConfig || (config === undefined && !existsSync(system) && !couldFind(from))) return []
  const { readSystem } = await import('./system.ts')
  const { readProject } = await import('./project.ts')
  const { sourceOf } = await import('./code-source.ts')
  const located = [readSystem(system), await readProject(config, from)]
  const sources: Source[] = []
  for (const one of located) if (one !== undefined) sources.push(await sourceOf(one))
  return sources
}

/** The configuration in force. @throws exit 2 or 5 */
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
