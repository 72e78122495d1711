import { lookAtOwners, ownerOf } from '../lib/cli/around.ts'
import { change } from '../lib/cli/change.ts'
import { defineCommand } from '../lib/cli/command.ts'
import { PAIR_WORLD, pair } from '../lib/cli/policy-words.ts'
import type { Endpoint } from '../lib/model/endpoint.ts'
import { CtnetError } from '../lib/model/error.ts'
import type { Port } from '../lib/model/policy.ts'
import { parsePort } from '../lib/model/publish.ts'
import { parseServer } from '../lib/model/server-ref.ts'
import { linkContainers, showLink } from '../lib/recipes/link-containers.ts'
import { resolve } from '../lib/runtimes/resolve.ts'

export default defineCommand({
  usage: '<client> <server>',
  describe: 'Let a container ask another on its bridge, under a name of its own, also under icc off',
  positionals: pair('SERVER or SERVER:ALIAS; its name is the alias'),
  options: {
    port: {
      type: 'string',
      array: true,
      requiresArg: true,
      describe: "the server's ports: 5432, 53/udp; those that its image EXPOSEs",
      check: parsePort,
    },
  },
  examples: [
    {
      line: 'link web db:database --port 5432',
      does: 'web reaches port 5432 of db as `database`, and nothing else',
      containers: ['web', 'db'],
      world: [...PAIR_WORLD, 'ctnet icc bridge0 off'],
    },
  ],
  async run(args, context) {
    const { server, alias } = parseServer(args.server)
    const given = (args.port ?? []).map(parsePort)
    let found: readonly [Endpoint, Endpoint] | undefined
    await change(context, {
      name: 'link',
      look: async () => {
        const { runtime } = context.globals
        found = await Promise.all([resolve(args.client, runtime), resolve(server, runtime)])
        return lookAtOwners(found, { foreign: true })
      },
      plan: (facts) => {
        const [client, other] = found as readonly [Endpoint, Endpoint]
        const ports = given.length > 0 ? given : exposedBy(client, other)
        const { force } = context.globals
        return linkContainers(facts, { client: ownerOf(client), server: ownerOf(other), alias, ports, force })
      },
      show: (result) => context.output.result([showLink(result)], { ...result }),
    })
  },
})

/** @throws exit 4 where there is none */
function exposedBy(client: Endpoint, { name, exposed = [] }: Endpoint): readonly Port[] {
  if (exposed.length > 0) return exposed.map(parsePort)
  throw new CtnetError('conflict', 'nothing-exposed', `the image of ${name} EXPOSEs no port`, {
    hint: `name them: ctnet link ${client.name} ${name} --port N`,
  })
}
