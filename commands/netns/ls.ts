import { warnOfOpenEntries } from '../../lib/cli/change.ts'
import { defineCommand } from '../../lib/cli/command.ts'
import { namedNamespaces } from '../../lib/host/namespaces.ts'
import { table } from '../../lib/view/table.ts'

export default defineCommand({
  usage: '',
  describe: 'List the entries of /var/run/netns, and which of them lead nowhere',
  positionals: {},
  options: {},
  noPlan: true,
  examples: [
    {
      line: 'netns ls',
      does: 'names, where they lead, and which of them dangle',
      containers: ['web'],
    },
  ],
  async run(_, context) {
    warnOfOpenEntries(context)
    const names = namedNamespaces()
    const rows = names.map(({ name, target, dangling }) => [name, target ?? '-', dangling ? 'dangling' : ''])
    context.output.result(table(rows), { namespaces: names })
  },
})
