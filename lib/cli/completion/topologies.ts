import { loadConfig } from '../../config/load.ts'
import { wantedConfig } from '../globals.ts'
import type { Asked, Candidate } from './candidate.ts'

/** The topologies that can be had: ctnet's own, and those of plugins, which are loaded only if there are any. */
export async function topologies({ table, words }: Asked): Promise<readonly Candidate[]> {
  const own = Object.entries(table.topologies).map(([word, { describe }]) => ({ word, describe }))
  return [...own, ...(await ofPlugins(words).catch(() => []))]
}

async function ofPlugins(words: readonly string[]): Promise<readonly Candidate[]> {
  const { plugins } = await loadConfig(wantedConfig(words), () => ({}))
  if (plugins.length === 0) return []
  const { usableTopologies } = await import('../../plugins/registry.ts')
  const all = await usableTopologies(plugins)
  return all.flatMap(({ topology: { name, describe }, file }) =>
    file === undefined ? [] : { word: name, describe },
  )
}
