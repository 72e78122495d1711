import type { PluginName } from '../config/config.ts'
import { CtnetError } from '../model/error.ts'
import { nearest } from '../model/nearest.ts'
import { quoted } from '../model/text.ts'
import type { AnyTopology } from '../model/topology.ts'
import { BUILT_IN } from './built-in.ts'

/** A topology that can be asked for, and where it comes from. */
export interface FoundTopology {
  readonly topology: AnyTopology
  /** The plugin's file; nothing for ctnet's own. */
  readonly file: string | undefined
}

/**
 * The topology of that name: ctnet's own if there is one, and then no plugin is loaded.
 * @throws exit 3 where there is none, and what is wrong with a plugin
 */
export async function findTopology(name: string, plugins: readonly PluginName[]): Promise<FoundTopology> {
  const builtIn = Object.hasOwn(BUILT_IN, name) ? BUILT_IN[name] : undefined
  if (builtIn !== undefined) return { topology: (await builtIn()).default, file: undefined }
  const all = await loadTopologies(plugins)
  const found = all.find(({ topology }) => topology.name === name)
  if (found !== undefined) return found
  const near = nearest(
    name,
    all.map(({ topology }) => topology.name),
  )
  throw new CtnetError('notFound', 'no-topology', `there is no topology ${quoted(name)}`, {
    hint:
      near === undefined
        ? 'see which there are: ctnet topology ls; a lab file is written with a / or a dot'
        : `did you mean ${near}?`,
  })
}

/** All topologies: ctnet's own, then those of the plugins in their order. @throws what is wrong with a plugin */
export async function loadTopologies(_plugins: readonly PluginName[]): Promise<readonly FoundTopology[]> {
  const own = await Promise.all(Object.values(BUILT_IN).map(async (load) => (await load()).default))
  return own.map((topology) => ({ topology, file: undefined }))
}
