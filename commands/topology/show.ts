import { defineCommand } from '../../lib/cli/command.ts'
import { findTopology } from '../../lib/plugins/registry.ts'
import { flagsFor } from '../../lib/plugins/topology.ts'
import { table } from '../../lib/view/table.ts'

export default defineCommand({
  usage: '<name>',
  describe: 'Show what a topology is, its options and what they are unless given',
  positionals: { name: { type: 'string', demandOption: true, describe: 'its name', completes: 'topology' } },
  options: {},
  noPlan: true,
  examples: [
    {
      line: 'topology show clos',
      does: 'what it is, and each option as `ctnet up clos` takes it',
      world: [],
    },
  ],
  async run(args, { config, output }) {
    const { topology, file } = await findTopology(args.name, config.plugins)
    const { name, describe, options } = topology
    const flags = Object.entries(flagsFor(topology)).map(([flag, { describe: text }]) => [`--${flag}`, text])
    const from = file === undefined ? [] : [`from ${file}`]
    output.result([`${name}: ${describe}`, ...from, ...table(flags)], { name, describe, file, options })
  },
})
