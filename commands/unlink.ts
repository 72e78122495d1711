import { findKnown, type Known, lookAtKnown } from '../lib/cli/around.ts'
import { change } from '../lib/cli/change.ts'
import { defineCommand } from '../lib/cli/command.ts'
import { PAIR_WORLD, pair } from '../lib/cli/policy-words.ts'
import { showLink, unlinkContainers } from '../lib/recipes/link-containers.ts'

export default defineCommand({
  usage: '<client> <server>',
  describe: 'Let a container ask another no longer',
  positionals: pair('the one that was asked'),
  options: {},
  examples: [
    {
      line: 'unlink web db',
      does: 'the rules go, and the alias with them',
      containers: ['web', 'db'],
      world: [...PAIR_WORLD, 'ctnet link web db --port 5432'],
    },
  ],
  async run(args, context) {
    let found: readonly [Known, Known] | undefined
    await change(context, {
      name: 'unlink',
      look: async () => {
        const { runtime } = context.globals
        found = await Promise.all([findKnown(args.client, runtime), findKnown(args.server, runtime)])
        return lookAtKnown(found)
      },
      plan: (facts) => {
        const [client, server] = found as readonly [Known, Known]
        return unlinkContainers(facts, { client: client.owner, server: server.owner })
      },
      show: (result) =>
        context.output.result(result === undefined ? [] : [showLink(result)], { unlinked: result ?? null }),
    })
  },
})
