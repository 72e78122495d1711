import { readLabState } from '../host/labs.ts'
import { lay } from '../lab/lay.ts'
import { CtnetError } from '../model/error.ts'
import type { Lab } from '../model/lab.ts'
import type { LabState } from '../model/lab-state.ts'
import { buildTopology } from '../plugins/topology.ts'
import type { Context } from './command.ts'
import { isLabFile, topologyOf } from './topology-flags.ts'

export interface LabWanted {
  /** A topology, or a file. */
  readonly what: string
  readonly name?: string | undefined
}

/** The lab that a command line asks for, with everything chosen. */
export async function wantedLab(args: LabWanted, context: Context): Promise<LabState> {
  const from = context.argv.slice(1)
  return { lab: lay(await readWanted(args, context)), from }
}

/** The lab that is meant: of the name of one that is up, without any option, that one, as its file has it now. */
export async function sourceOf(args: LabWanted, context: Context): Promise<LabState> {
  const state = context.argv.length > 2 || isLabFile(args.what) ? undefined : readLabState(args.what)
  if (state === undefined) return wantedLab(args, context)
  const [what = ''] = state.from
  if (!isLabFile(what)) return state
  return { lab: lay(await readWanted({ what, name: state.lab.name }, context)), from: state.from }
}

async function readWanted({ what, name, ...given }: LabWanted, { globals }: Context): Promise<Lab> {
  if (isLabFile(what))
    throw new CtnetError('missing', 'no-lab-files', 'lab files are not read yet', {
      hint: 'ctnet topology ls',
    })
  const { topology, file } = await topologyOf(what, globals)
  const options = Object.fromEntries(
    Object.entries(given).filter(([key]) => Object.hasOwn(topology.options, key)),
  )
  return buildTopology(topology, options, name ?? topology.name, file)
}
