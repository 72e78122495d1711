import { lookAtOwners, ownerOf } from '../lib/cli/around.ts'
import { change } from '../lib/cli/change.ts'
import { defineCommand } from '../lib/cli/command.ts'
import type { Endpoint } from '../lib/model/endpoint.ts'
import { CtnetError } from '../lib/model/error.ts'
import type { Port } from '../lib/model/policy.ts'
import { parsePort } from '../lib/model/publish.ts'
import { parseServer } from '../lib/model/server-ref.ts'
import { linkContainers, showLink } from '../lib/recipes/link-containers.ts'
import { resolve } from '../lib/runtimes/resolve.ts'

const WORLD = [
  'ctnet bridge create bridge0 172.17.42.1/16',
  'ctnet icc bridge0 off',
  'ctnet attach web bridge0',
  'ctnet attach db bridge0',
]

export default defineCommand({
  usage: '<client> <server>',
  describe: 'Let a container ask another on its bridge, under a name of its own, also under icc off',
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
      describe: 'SERVER or SERVER:ALIAS; its name is the alias',
      completes: 'container',
    },
  },
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
      world: WORLD,
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
