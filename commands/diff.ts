import { warnOfOpenEntries } from '../lib/cli/change.ts'
import { defineCommand } from '../lib/cli/command.ts'
import { SET_OPTION } from '../lib/cli/lab-settings.ts'
import { seeLab } from '../lib/cli/labs.ts'
import { labOptions } from '../lib/cli/topology-flags.ts'
import { sourceOf } from '../lib/cli/wanted-lab.ts'
import { readLabState } from '../lib/host/labs.ts'
import { demandPrivileges } from '../lib/host/privileges.ts'
import { showDifference } from '../lib/lab/differences.ts'
import { up } from '../lib/lab/up.ts'
import { EXIT } from '../lib/model/error.ts'

export default defineCommand({
  usage: '<what>',
  describe: 'Show what `up` would change, step by step; exit 10 when there is something',
  positionals: {
    what: {
      type: 'string',
      demandOption: true,
      describe: 'a lab that is up, a topology, or a file',
      completes: 'lab-or-topology',
    },
  },
  options: {
    name: { type: 'string', requiresArg: true, describe: "the lab's name; the topology's, or the file's" },
    set: SET_OPTION,
  },
  optionsFor: labOptions,
  noPlan: true,
  examples: [{ line: 'diff star --hosts 4', does: 'what a fourth host takes', world: ['ctnet up star'] }],
  async run(args, context) {
    demandPrivileges('diff')
    warnOfOpenEntries(context)
    const wanted = await sourceOf(args, context)
    const facts = await seeLab(readLabState(wanted.lab.name)?.lab, wanted.lab)
    const { differences: found } = up(facts, wanted).result
    const lines = found.map((one) => `${wanted.lab.name}/${showDifference(one)}`)
    context.output.result(lines, { lab: wanted.lab.name, differences: found })
    if (lines.length > 0) process.exitCode = EXIT.no
  },
})
