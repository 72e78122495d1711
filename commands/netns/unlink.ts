import { change } from '../../lib/cli/change.ts'
import { defineCommand } from '../../lib/cli/command.ts'
import { netnsName } from '../../lib/model/name.ts'
import { unlinkNetns } from '../../lib/recipes/netns-link.ts'

export default defineCommand({
  usage: '<name>',
  describe: 'Remove a name from /var/run/netns; the namespace itself stays',
  positionals: {
    name: { type: 'string', demandOption: true, describe: "the entry's name", completes: 'netns' },
  },
  options: {},
  examples: [
    {
      line: 'netns unlink web',
      does: 'the container goes on as before',
      world: ['unshare --net sleep 60 & pid=$!', 'ctnet netns link pid:$pid web'],
    },
  ],
  async run(args, context) {
    const name = netnsName(args.name)
    await change(context, {
      name: 'netns unlink',
      look: async () => ({ rules: false }),
      plan: (facts) => unlinkNetns(facts, name),
      show: (result) => context.output.result(result.names, { ...result }),
    })
  },
})
