import { defineCommand } from '../../lib/cli/command.ts'
import { loadTopologies } from '../../lib/plugins/registry.ts'
import { table } from '../../lib/view/table.ts'

export default defineCommand({
  usage: '',
  describe: "List the topologies that `ctnet up` knows: ctnet's own and those of plugins",
  positionals: {},
  options: {},
  noPlan: true,
  examples: [
    {
      line: 'topology ls',
      does: 'each with what it is, and the file of the plugin that it comes from',
      world: [],
    },
  ],
  async run(_, { config, output }) {
    const found = await loadTopologies(config.plugins)
    const topologies = found.map(({ topology: { name, describe }, file }) => ({ name, describe, file }))
    if (topologies.length === 0) output.note('there is none')
    const rows = topologies.map(({ name, describe, file = '' }) => [name, describe, file])
    output.result(table(rows, ['NAME', 'DESCRIPTION', 'PLUGIN']), { topologies })
  },
})
