import type { Options } from 'yargs'
import { loadConfig } from '../config/load.ts'
import { readLabState } from '../host/labs.ts'
import { CtnetError } from '../model/error.ts'
import { quoted } from '../model/text.ts'
import { BUILT_IN } from '../plugins/built-in.ts'
import { type FoundTopology, findTopology } from '../plugins/registry.ts'
import { flagsFor } from '../plugins/topology.ts'
import type { Context } from './command.ts'
import { takesValue, wantedConfig } from './globals.ts'
import { nearLabFile } from './near-lab-file.ts'

/** A lab file is written with a slash or a dot, which no topology's name has. */
export const isLabFile = (word: string): boolean => /[./]/.test(word)

/**
 * The options of the topology that a command line names by its first word: none where it names a lab file or nothing.
 * @throws exit 3 where there is no such topology, and what is wrong with the configuration or a plugin
 */
export async function topologyOptions(words: readonly string[]): Promise<Readonly<Record<string, Options>>> {
  const name = firstWord(words)
  if (name === undefined || isLabFile(name)) return {}
  const { topology } = await topologyOf(name, wantedConfig(words))
  return flagsFor(topology)
}

/** The same, where a lab that is up may be named too: the options of the topology that it was made of. @throws as above */
export async function labOptions(words: readonly string[]): Promise<Readonly<Record<string, Options>>> {
  const state = readLabState(firstWord(words) ?? '')
  return topologyOptions(state?.from ?? words)
}

/** The first word that is no option, and no option's value. */
const firstWord = (words: readonly string[]): string | undefined =>
  words.find((word, i) => {
    const before = words[i - 1] ?? ''
    return !word.startsWith('-') && !takesValue(before) && !OWN_OPTIONS.includes(before)
  })

/** The options with a value that the commands have for every lab. */
const OWN_OPTIONS = ['--name', '--set']

/** The topology of that name. No configuration is read for one of ctnet's own. @throws as above */
export async function topologyOf(
  name: string,
  wanted: Pick<Context['globals'], 'config' | 'noConfig'>,
): Promise<FoundTopology> {
  if (Object.hasOwn(BUILT_IN, name)) return findTopology(name, [])
  const { plugins } = await loadConfig(wanted, () => ({}))
  return findTopology(name, plugins).catch((error) => {
    const file = error instanceof CtnetError && error.code === 'no-topology' ? nearLabFile(name) : undefined
    if (file === undefined) throw error
    const hint = `a lab file is named in full: ${quoted(file)}`
    throw new CtnetError('notFound', error.code, error.message, { hint, cause: error })
  })
}
