import { change } from '../../lib/cli/change.ts'
import { defineCommand } from '../../lib/cli/command.ts'
import { knownInterfaceName } from '../../lib/model/name.ts'
import { deleteBridge } from '../../lib/recipes/bridge-delete.ts'

export default defineCommand({
  usage: '<name>',
  describe: 'Remove a bridge that ctnet made, and what it needed beside Docker',
  positionals: {
    name: { type: 'string', demandOption: true, describe: "the bridge's name", completes: 'bridge' },
  },
  options: {},
  examples: [
    {
      line: 'bridge delete bridge0',
      does: 'the bridge goes, and its rules with it',
      world: ['ctnet bridge create bridge0 192.168.5.1/24'],
    },
    {
      line: 'bridge delete lan',
      does: 'also where somebody flushed the firewall: the chain that is left goes too',
      world: ['ctnet bridge create lan 192.168.5.1/24', 'iptables -F', 'ip6tables -F'],
    },
  ],
  async run(args, context) {
    const { globals, output } = context
    const name = knownInterfaceName(args.name)
    await change(context, {
      name: 'bridge delete',
      look: async () => ({}),
      plan: (facts) => deleteBridge(facts, { name, force: globals.force }),
      // Where there was no bridge to delete, none is named.
      show: ({ bridge }, { finish }) =>
        finish.length > 0 ? output.result([bridge], { bridge }) : output.result([], { bridge: null }),
    })
  },
})
