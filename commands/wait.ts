import { awaitInterface } from '../lib/cli/await.ts'
import { defineCommand } from '../lib/cli/command.ts'
import { demandPrivileges } from '../lib/host/privileges.ts'
import { HOST } from '../lib/model/endpoint.ts'
import { knownInterfaceName } from '../lib/model/name.ts'

export default defineCommand({
  usage: '<container>',
  describe: 'Wait until a container is there and has an interface that is up and addressed',
  positionals: {
    container: { type: 'string', demandOption: true, describe: 'NAME, RUNTIME:NAME, LAB/NODE or host' },
  },
  options: {
    if: {
      alias: 'i',
      type: 'string',
      requiresArg: true,
      describe: 'this interface; any but lo',
      check: knownInterfaceName,
      completes: 'interface',
    },
    up: { type: 'boolean', describe: 'until it is up, also without an address' },
  },
  noPlan: true,
  examples: [
    {
      line: 'wait web',
      does: 'any interface but lo',
      containers: ['web'],
      world: ['ctnet bridge create bridge0 172.17.42.1/16', 'ctnet attach web bridge0'],
    },
    {
      line: 'wait web --if eth1 --timeout 10',
      does: 'this one, and for no longer than ten seconds',
      containers: ['web'],
      world: ['ctnet bridge create lan 10.9.0.1/24', 'ctnet attach web lan 10.9.0.5/24 --if eth1'],
    },
  ],
  async run(args, { globals, output }) {
    // The host's own interfaces are there for everybody to see.
    if (args.container !== HOST) demandPrivileges('wait')
    const name = args.if === undefined ? undefined : knownInterfaceName(args.if)
    const { endpoint, ...ready } = await awaitInterface(
      args.container,
      { name, up: args.up === true },
      globals,
    )
    output.result([[endpoint.name, ready.interface, ...ready.addresses].join(' ')], {
      container: endpoint.name,
      ...ready,
      sharedWith: endpoint.sharedWith,
    })
  },
})
