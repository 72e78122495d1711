import { change } from '../../lib/cli/change.ts'
import { defineCommand } from '../../lib/cli/command.ts'
import { knownInterfaceName } from '../../lib/model/name.ts'
import { addPort } from '../../lib/recipes/bridge-port.ts'

export default defineCommand({
  usage: '<name> <interface>',
  describe: "Make an interface of the host's a port of a bridge, and bring it up",
  positionals: {
    name: { type: 'string', demandOption: true, describe: "the bridge's name", completes: 'bridge' },
    interface: {
      type: 'string',
      demandOption: true,
      describe: "the host's interface",
      completes: 'host-interface',
    },
  },
  options: {},
  examples: [
    {
      line: 'bridge add bridge0 nic0',
      does: 'the wire behind nic0 and the containers on bridge0 are one network',
      world: [
        'ip link add nic0 type veth peer name wire0',
        // An interface that was up once has another queueing discipline for ever.
        'ip link set nic0 up',
        'ip link set nic0 down',
        'ctnet bridge create bridge0 192.168.5.1/24',
      ],
    },
    {
      line: 'bridge add byhand nic0 --force',
      does: "also where this host's own addresses no longer work there",
      world: [
        'ip link add nic0 type veth peer name wire0',
        'ip link set wire0 up',
        'ip link set nic0 up',
        'ip address add 10.9.0.2/24 dev nic0',
        'ip route add 10.8.0.0/24 via 10.9.0.1',
        // The kernel would not go back to a MAC address of its own choice.
        'ip link add byhand address 02:00:00:00:00:77 type bridge',
      ],
    },
  ],
  async run(args, context) {
    const intent = {
      bridge: knownInterfaceName(args.name),
      port: knownInterfaceName(args.interface),
      force: context.globals.force,
    }
    await change(context, {
      name: 'bridge add',
      plan: (facts) => addPort(facts, intent),
      show: (result) => context.output.result([`${result.bridge} ${result.interface}`], { ...result }),
    })
  },
})
