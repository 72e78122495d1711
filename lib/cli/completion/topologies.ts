import { loadConfig } from '../../config/load.ts'
import { usableTopologies } from '../../plugins/registry.ts'
import { wantedConfig } from '../topology-flags.ts'
import type { Asked, Candidate } from './candidate.ts'

/** The topologies that can be had: ctnet's own, and those of plugins. */
export async function topologies({ words }: Pick<Asked, 'words'>): Promise<readonly Candidate[]> {
  const { plugins } = await loadConfig(wantedConfig(words), () => ({}))
  return (await usableTopologies(plugins)).map(({ topology: { name, describe } }) => ({
    word: name,
    describe,
  }))
}
