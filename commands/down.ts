import { defineCommand } from '../lib/cli/command.ts'
import { labNamed } from '../lib/cli/labs.ts'
import { takeDown } from '../lib/cli/take-down.ts'
import { labNames } from '../lib/host/labs.ts'
import { usageError } from '../lib/model/error.ts'

export default defineCommand({
  usage: '[lab]',
  describe: 'Take a lab away, with all that it made and nothing else',
  positionals: {
    lab: { type: 'string', describe: 'its name' },
  },
  options: { all: { type: 'boolean', describe: 'every lab that is up' } },
  examples: [
    { line: 'down star', does: 'gone without a trace', world: ['ctnet up star'] },
    { line: 'down --all', does: 'all labs', world: ['ctnet up star', 'ctnet up chain'] },
  ],
  async run({ lab, all }, context) {
    if (lab === undefined && !all) throw usageError('which lab is to go?', 'name it, or --all')
    const names = all ? labNames() : [labNamed(lab).lab.name]
    await takeDown(context, names, (gone) => context.output.result(gone, { labs: gone }))
  },
})
