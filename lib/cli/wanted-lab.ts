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
