import type { PluginName } from '../config/config.ts'
import { CtnetError } from '../model/error.ts'
import { nearest } from '../model/nearest.ts'
import { quoted } from '../model/text.ts'
import type { AnyTopology } from '../model/topology.ts'
import { BUILT_IN } from './built-in.ts'
import { pluginError } from './error.ts'
import { loadPlugin, type Plugin } from './load-plugin.ts'

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

/** What became of a plugin. */
export type PluginState =
  | { readonly name: PluginName; readonly plugin: Plugin }
  | { readonly name: PluginName; readonly error: CtnetError }

/** All topologies: ctnet's own, then those of the plugins in their order. @throws what is wrong with a plugin */
export async function loadTopologies(plugins: readonly PluginName[]): Promise<readonly FoundTopology[]> {
  const { found, states } = await loadAll(plugins)
  for (const state of states) if ('error' in state) throw state.error
  return found
}

/** The topologies that can be had, whatever is wrong with other plugins. */
export const usableTopologies = async (plugins: readonly PluginName[]): Promise<readonly FoundTopology[]> =>
  (await loadAll(plugins)).found

/** Each plugin, loaded or with what is wrong with it. */
export const statesOf = async (plugins: readonly PluginName[]): Promise<readonly PluginState[]> =>
  (await loadAll(plugins)).states

async function loadAll(plugins: readonly PluginName[]) {
  const found: FoundTopology[] = await builtIns()
  const states: PluginState[] = []
  for (const name of plugins) {
    try {
      const plugin = await loadPlugin(name)
      refuseTwice(found, plugin)
      found.push(...plugin.topologies.map((topology) => ({ topology, file: plugin.file })))
      states.push({ name, plugin })
    } catch (error) {
      if (!(error instanceof CtnetError)) throw error
      states.push({ name, error })
    }
  }
  return { found, states }
}

const builtIns = async (): Promise<FoundTopology[]> => {
  const own = await Promise.all(Object.values(BUILT_IN).map(async (load) => (await load()).default))
  return own.map((topology) => ({ topology, file: undefined }))
}

/** @throws exit 2 where a topology's name is taken */
function refuseTwice(found: readonly FoundTopology[], { topologies, file }: Plugin): void {
  for (const [index, { name }] of topologies.entries()) {
    const before = topologies.slice(0, index).map((topology) => ({ topology, file }))
    const other = [...found, ...before].find(({ topology }) => topology.name === name)
    if (other === undefined) continue
    const owner = other.file === undefined ? 'ctnet itself' : `the plugin ${quoted(other.file)}`
    throw pluginError(
      file,
      `declares the topology ${name}, as ${owner} does`,
      'give one of them another name, or take one of the plugins out of the configuration',
    )
  }
}
