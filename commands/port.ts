import { findKnown, withPolicies } from '../lib/cli/around.ts'
import { warnOfOpenEntries } from '../lib/cli/change.ts'
import { defineCommand } from '../lib/cli/command.ts'
import { observe } from '../lib/host/observe.ts'
import { demandPrivileges } from '../lib/host/privileges.ts'
import { publishedBy, showPublished } from '../lib/recipes/publish.ts'

export default defineCommand({
  usage: '[container]',
  describe: 'Show which ports ctnet publishes, as docker port does',
  positionals: {
    container: { type: 'string', describe: 'only of this one' },
  },
  options: {},
  noPlan: true,
  examples: [
    {
      line: 'port web',
      does: 'where its ports are to be found',
      containers: ['web'],
      world: [
        'ctnet bridge create bridge0 172.17.42.1/16',
        'ctnet attach web bridge0 172.17.42.99/16',
        'ctnet publish web 8080:80',
      ],
    },
  ],
  async run(args, context) {
    demandPrivileges('port')
    warnOfOpenEntries(context)
    const known =
      args.container === undefined ? undefined : await findKnown(args.container, context.globals.runtime)
    const { facts, close } = await observe(await withPolicies({}))
    close()
    const published = publishedBy(facts, known?.owner)
    context.output.result(published.map(showPublished), { published })
  },
})
