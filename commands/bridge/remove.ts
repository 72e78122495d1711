import { change } from '../../lib/cli/change.ts'
import { defineCommand } from '../../lib/cli/command.ts'
import { knownInterfaceName } from '../../lib/model/name.ts'
import { removePort } from '../../lib/recipes/bridge-port.ts'

export default defineCommand({
  usage: '<name> <interface>',
  describe: "Take an interface of the host's out of a bridge again",
  positionals: {
    name: { type: 'string', demandOption: true, describe: "the bridge's name", completes: 'bridge' },
    interface: {
      type: 'string',
      demandOption: true,
      describe: "the host's interface",
      completes: 'bridge-port',
    },
  },
  options: {},
  examples: [
    {
      line: 'bridge remove bridge0 nic0',
      does: 'the bridge goes on without it',
      world: [
        'ip link add nic0 type veth peer name wire0',
        'ctnet bridge create bridge0 192.168.5.1/24',
        'ctnet bridge add bridge0 nic0',
      ],
    },
  ],
  async run(args, context) {
    const intent = { bridge: knownInterfaceName(args.name), port: knownInterfaceName(args.interface) }
    await change(context, {
      name: 'bridge remove',
      look: async () => ({ rules: false }),
      plan: (facts) => removePort(facts, intent),
      // What was no port is not named as removed.
      show: ({ bridge, interface: port }, { build }) =>
        build.length > 0
          ? context.output.result([`${bridge} ${port}`], { bridge, interface: port })
          : context.output.result([], { bridge, interface: null }),
    })
  },
})
