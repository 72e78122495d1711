import { lookAtOwners, ownerOf } from '../lib/cli/around.ts'
import { change } from '../lib/cli/change.ts'
import { defineCommand } from '../lib/cli/command.ts'
import type { Endpoint } from '../lib/model/endpoint.ts'
import { showLink, unlinkContainers } from '../lib/recipes/link-containers.ts'
import { resolve } from '../lib/runtimes/resolve.ts'

export default defineCommand({
  usage: '<client> <server>',
  describe: 'Let a container ask another no longer',
  positionals: {
    client: {
      type: 'string',
      demandOption: true,
      describe: 'the container that asks',
      completes: 'container',
    },
    server: {
      type: 'string',
      demandOption: true,
      describe: 'the one that was asked',
      completes: 'container',
    },
  },
  options: {},
  examples: [
    {
      line: 'unlink web db',
      does: 'the rules go, and the alias with them',
      containers: ['web', 'db'],
      world: [
        'ctnet bridge create bridge0 172.17.42.1/16',
        'ctnet attach web bridge0',
        'ctnet attach db bridge0',
        'ctnet link web db --port 5432',
      ],
    },
  ],
  async run(args, context) {
    let found: readonly [Endpoint, Endpoint] | undefined
    await change(context, {
      name: 'unlink',
      look: async () => {
        const { runtime } = context.globals
        found = await Promise.all([resolve(args.client, runtime), resolve(args.server, runtime)])
        return lookAtOwners(found)
      },
      plan: (facts) => {
        const [client, server] = found as readonly [Endpoint, Endpoint]
        return unlinkContainers(facts, { client: ownerOf(client), server: ownerOf(server) })
      },
      show: (result) =>
        context.output.result(result === undefined ? [] : [showLink(result)], { unlinked: result ?? null }),
    })
  },
})
