import { defineCommand } from '../lib/cli/command.ts'
import { changeContainer } from '../lib/cli/one-container.ts'
import { usageError } from '../lib/model/error.ts'
import { knownInterfaceName } from '../lib/model/name.ts'
import { detach } from '../lib/recipes/detach.ts'

export default defineCommand({
  usage: '<container> [interface..]',
  describe: 'Take interfaces that ctnet made away from a container',
  positionals: {
    container: { type: 'string', demandOption: true, describe: 'NAME, RUNTIME:NAME' },
    interface: {
      type: 'string',
      array: true,
      default: [] as string[],
      describe: 'inside; needless if it has one of them',
      completes: 'interface',
    },
  },
  options: {
    all: { type: 'boolean', describe: 'every interface that ctnet made' },
  },
  examples: [
    {
      line: 'detach web eth0',
      does: 'the interface goes, and with it its other end in the host',
      containers: ['web'],
      world: ['ctnet bridge create bridge0 172.17.42.1/16', 'ctnet attach web bridge0'],
    },
    {
      line: 'detach web --all',
      does: 'all that ctnet gave it; of what it had before, nothing is touched',
      containers: ['web'],
      world: [
        'ctnet bridge create bridge0 172.17.42.1/16',
        'ctnet attach web bridge0',
        'ctnet attach web bridge0 --if eth1',
      ],
    },
    {
      line: 'detach db',
      does: 'of a port of Open vSwitch, also what its database says of it',
      world: ['sh tests/e2e/ovs.sh start', 'ip netns add db', 'ctnet attach db ovs:sw0 10.7.0.5/24 --create'],
    },
    {
      line: 'detach db',
      does: 'the last one on an interface: the addresses and routes that --host-access moved come back to it',
      containers: ['db'],
      world: [
        'ip link add name eth1 address 02:00:00:00:01:01 type veth peer name port address 02:00:00:00:01:02',
        'ip link set dev port up',
        'ip link set dev eth1 up',
        'ip address add 10.5.0.2/24 dev eth1',
        'while ip -6 address show dev eth1 tentative | grep -q .; do sleep 0.1; done',
        'ip route add 10.77.0.0/16 via 10.5.0.1',
        'ctnet attach db eth1 10.5.0.9/24 --host-access --force',
      ],
    },
    {
      line: 'detach web eth0 lan',
      does: "one of the host's own interfaces comes home, with the name, addresses and routes that it had there",
      containers: ['web'],
      world: [
        'ip netns add switch',
        'ip link add name eth9 address 52:54:00:00:00:09 type veth peer name port address 52:54:00:00:00:0a netns switch',
        'ip -n switch link set dev port up',
        'ip link set dev eth9 up alias uplink',
        'ip address add 10.9.0.1/24 dev eth9',
        'ip address add fd00:9::1/64 dev eth9 nodad',
        'ip route add 10.77.0.0/16 via 10.9.0.254',
        'ctnet bridge create bridge0 172.17.42.1/16',
        'ctnet attach web bridge0',
        'ctnet attach web phys:eth9 10.9.0.5/24 --if lan --mac 02:00:00:00:00:77 --force',
      ],
    },
  ],
  async run(args, context) {
    const interfaces = args.interface.map(knownInterfaceName)
    if (args.all && interfaces.length > 0) throw usageError('--all and an interface: which?', 'leave one out')
    await changeContainer(context, {
      name: 'detach',
      container: args.container,
      look: { everywhere: true, rules: false, ovs: true },
      plan: (facts, { endpoint, place }) =>
        detach(facts, {
          from: place,
          container: endpoint.name,
          interfaces,
          all: args.all === true,
          force: context.globals.force,
        }),
      show: (result) =>
        context.output.result(
          result.detached.map((name) => `${result.container} ${name}`),
          { ...result },
        ),
    })
  },
})
