import { warnOfOpenEntries } from '../lib/cli/change.ts'
import { defineCommand } from '../lib/cli/command.ts'
import { keptHere } from '../lib/cli/kept.ts'
import { nodeNames } from '../lib/cli/node-names.ts'
import { observe } from '../lib/host/observe.ts'
import { demandPrivileges } from '../lib/host/privileges.ts'
import { placeOf } from '../lib/model/endpoint.ts'
import { listAll, resolve } from '../lib/runtimes/resolve.ts'
import { missingOf, survey } from '../lib/view/survey.ts'
import { table } from '../lib/view/table.ts'

export default defineCommand({
  usage: '[container]',
  describe:
    'List every interface of every container: addresses, default route, peer and bridge; what is kept, also where it is missing',
  positionals: {
    container: { type: 'string', describe: 'only this one' },
  },
  options: {},
  noPlan: true,
  examples: [
    {
      line: 'ls',
      does: 'who is attached to what',
      containers: ['web'],
      world: ['ctnet bridge create bridge0 172.17.42.1/16', 'ctnet attach web bridge0'],
    },
  ],
  async run(args, context) {
    demandPrivileges('ls')
    warnOfOpenEntries(context)
    const { runtime } = context.globals
    const endpoints =
      args.container === undefined ? await listAll(runtime) : [await resolve(args.container, runtime)]
    const { facts, close } = await observe({ endpoints, everywhere: true, rules: false, ovs: true })
    close()
    const nodes = nodeNames()
    const kept = keptHere().filter(
      (one) =>
        (runtime === undefined || one.runtime === runtime) &&
        (args.container === undefined || endpoints.some((endpoint) => placeOf(endpoint) === placeOf(one))),
    )
    const missing = missingOf(facts, kept)
    const containers = endpoints.map((endpoint) => ({
      ...survey(facts, endpoint, kept),
      container: nodes.get(placeOf(endpoint)) ?? endpoint.name,
    }))
    const rows = containers.flatMap(({ container, interfaces }) =>
      interfaces.map(({ interface: name, addresses, gateways, bridge, peer, network, up, kept }) => [
        ...[
          container,
          name,
          addresses.join(',') || '-',
          gateways.join(',') || '-',
          bridge ?? '-',
          peer ?? network ?? '-',
        ],
        up ? 'up' : 'down',
        kept ? 'kept' : '',
      ]),
    )
    const lost = missing.map(({ container, interface: name, addresses, network }) => [
      ...[container, name, addresses.join(',') || '-', '-', '-', network],
      'missing',
      'kept',
    ])
    const head = ['CONTAINER', 'IF', 'ADDRESSES', 'GATEWAY', 'BRIDGE', 'PEER', 'STATE', '']
    context.output.result(table([...rows, ...lost], head), { containers, missing })
  },
})
