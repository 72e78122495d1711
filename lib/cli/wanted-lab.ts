import { resolve } from 'node:path'
import { readLabState } from '../host/labs.ts'
import { lay } from '../lab/lay.ts'
import { usageError } from '../model/error.ts'
import type { Lab } from '../model/lab.ts'
import type { LabState } from '../model/lab-state.ts'
import { quoted } from '../model/text.ts'
import { buildTopology } from '../plugins/topology.ts'
import type { Context } from './command.ts'
import { parseSetting } from './lab-settings.ts'
import { isLabFile, topologyOf } from './topology-flags.ts'

export interface LabWanted {
  /** A topology, or a file. */
  readonly what: string
  readonly name?: string | undefined
  /** Of a file: `NAME=VALUE`. */
  readonly set?: readonly string[] | undefined
}

/** The lab that a command line asks for, with everything chosen. */
export async function wantedLab(args: LabWanted, context: Context): Promise<LabState> {
  const { what, set = [] } = args
  const from = isLabFile(what)
    ? [resolve(what), ...set.flatMap((text) => ['--set', text])]
    : topologyFirst(what, context.argv.slice(1))
  return { lab: lay(await readWanted(args, context)), from }
}

/** The words of a command line, from the topology on: what a lab is made of is known by the first. */
const topologyFirst = (topology: string, words: readonly string[]): readonly string[] => [
  topology,
  ...words.filter((_, i) => i !== words.indexOf(topology)),
]

/** The lab that is meant: of the name of one that is up, without any option, that one, as its file has it now. */
export async function sourceOf(args: LabWanted, context: Context): Promise<LabState> {
  const state = context.argv.length > 2 || isLabFile(args.what) ? undefined : readLabState(args.what)
  if (state === undefined) return wantedLab(args, context)
  const [what = '', ...rest] = state.from
  if (!isLabFile(what)) return state
  const set = rest.filter((word) => word !== '--set')
  return { lab: lay(await readWanted({ what, set, name: state.lab.name }, context)), from: state.from }
}

async function readWanted({ what, name, set = [], ...given }: LabWanted, { globals }: Context): Promise<Lab> {
  if (isLabFile(what)) {
    const { readLabFile } = await import('./lab-file.ts')
    return readLabFile(what, { name, set: Object.fromEntries(set.map(parseSetting)) })
  }
  if (set.length > 0)
    throw usageError(`${quoted(what)} is no lab file: it has no variables`, 'leave --set out')
  const { topology, file } = await topologyOf(what, globals)
  const options = Object.fromEntries(
    Object.entries(given).filter(([key]) => Object.hasOwn(topology.options, key)),
  )
  return buildTopology(topology, options, name ?? topology.name, file)
}
