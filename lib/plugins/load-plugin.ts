import { realpathSync } from 'node:fs'
import { defaultOf } from '../code/default-export.ts'
import { type LoadedCode, loadCode, policyInForce } from '../code/load-code.ts'
import { untrusted } from '../code/untrusted.ts'
import { judge, sha256, type TrustedFile } from '../code/verdict.ts'
import type { PluginName } from '../config/config.ts'
import type { AnyTopology } from '../model/topology.ts'
import { faultOf } from './definition.ts'
import { pluginError } from './error.ts'
import { packageOf, refuseOtherVersion } from './package.ts'

/** A plugin that was loaded. */
export interface Plugin {
  readonly name: PluginName
  readonly file: string
  /** Its package's, where it is one. */
  readonly version: string | undefined
  readonly topologies: readonly AnyTopology[]
  /** It, and every local file that it loaded. */
  readonly files: readonly TrustedFile[]
}

/**
 * Loads what a plugin declares.
 * @throws exit 2 where it isn't there, fails, declares no topology or a wrong one, or needs another ctnet; 5 where root
 * hasn't been told to trust it
 */
export async function loadPlugin(name: PluginName): Promise<Plugin> {
  refuseUntrusted(name)
  const code = await loadCode({ name: name.plugin, namedIn: name.namedIn, what: 'the plugin' })
  const found = packageOf(code.file)
  refuseOtherVersion(code.file, found)
  const version = name.plugin.startsWith('/') ? undefined : found?.version
  return { name, file: code.file, version, topologies: topologiesOf(code), files: code.files }
}

/** Which code is run is said by the file that names it: it is trusted like code. */
function refuseUntrusted({ namedIn, text }: PluginName): void {
  if (text === undefined) return
  const path = realpathSync(namedIn)
  const refusal = judge({ path, sha256: sha256(text) }, policyInForce())
  if (refusal === undefined) return
  throw untrusted(refusal, { what: 'the configuration with plugins', file: path, entry: namedIn })
}

function topologiesOf(code: LoadedCode): readonly AnyTopology[] {
  const declared = [defaultOf(code)].flat()
  if (declared.length === 0 || declared[0] === undefined) {
    throw pluginError(code.file, 'exports no topology by default', 'export default defineTopology({ … })')
  }
  for (const topology of declared) {
    const fault = faultOf(topology)
    if (fault !== undefined) throw pluginError(code.file, fault.message, fault.hint)
  }
  return declared as readonly AnyTopology[]
}
