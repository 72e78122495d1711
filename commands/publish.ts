import { defineCommand } from '../lib/cli/command.ts'
import { PUBLISHER_WORLD, publisher } from '../lib/cli/policy-words.ts'
import { publishPorts } from '../lib/cli/publish-ports.ts'
import { parseIp } from '../lib/model/address.ts'
import type { Endpoint } from '../lib/model/endpoint.ts'
import { CtnetError, usageError } from '../lib/model/error.ts'
import { addressed, type PublishSpec, parsePort, parsePublish } from '../lib/model/publish.ts'
import { showPublished } from '../lib/recipes/publish.ts'

export default defineCommand({
  usage: '<container> [port..]',
  describe: "Lead ports of the host's to a container's, as docker run -p does",
  positionals: publisher('PORT, HOSTPORT:PORT, IP:HOSTPORT:PORT or IP::PORT; ranges; /udp; IPv6 in brackets'),
  options: {
    all: { type: 'boolean', describe: 'each port that the image EXPOSEs, to one of 49000 to 49900' },
    ip: {
      type: 'string',
      requiresArg: true,
      describe: "the host's address, where a port has none; all",
      check: parseIp,
    },
  },
  examples: [
    {
      line: 'publish web 8080:80',
      does: "what comes to the host's port 8080 goes to port 80 of web",
      containers: ['web'],
      world: PUBLISHER_WORLD,
    },
    {
      line: 'publish web 127.0.0.1:8053:53/udp 80',
      does: 'UDP, of the host itself alone; and a port of 49000 to 49900 that is free',
      containers: ['web'],
      world: PUBLISHER_WORLD,
    },
  ],
  async run(args, context) {
    const { output } = context
    const given = args.port.flatMap((text) => parsePublish(text, args.ip))
    if (given.length === 0 && !args.all)
      throw usageError('which port is to be published?', 'give PORT or HOSTPORT:PORT, or --all')
    await publishPorts(
      context,
      args.container,
      (endpoint) => [...given, ...(args.all ? exposedBy(endpoint, args.ip) : [])],
      (result) => output.result(result.map(showPublished), { published: result }),
    )
  },
})

/** @throws exit 4 where there is none */
function exposedBy({ name, exposed = [] }: Endpoint, ip: string | undefined): readonly PublishSpec[] {
  if (exposed.length > 0) return exposed.map((text) => ({ ip: addressed(ip), port: parsePort(text) }))
  throw new CtnetError('conflict', 'nothing-exposed', `the image of ${name} EXPOSEs no port`, {
    hint: `name them: ctnet publish ${name} 8080:80`,
  })
}
