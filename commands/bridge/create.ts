import { change } from '../../lib/cli/change.ts'
import { defineCommand } from '../../lib/cli/command.ts'
import { parseBridgeAddresses } from '../../lib/model/bridge-address.ts'
import { parseMtu } from '../../lib/model/mtu.ts'
import { newInterfaceName } from '../../lib/model/name.ts'
import { type BridgeIntent, createBridge } from '../../lib/recipes/bridge-create.ts'

export default defineCommand({
  usage: '<name> [address..]',
  describe: 'Build a bridge of your own, that also works beside Docker',
  positionals: {
    name: { type: 'string', demandOption: true, describe: "the bridge's name" },
    address: {
      type: 'string',
      array: true,
      default: [] as string[],
      describe: 'IP/PREFIX, none, or auto: a private subnet that this host does not use',
    },
  },
  options: {
    mtu: {
      type: 'string',
      requiresArg: true,
      describe: "bytes; the default route's interface's",
      check: parseMtu,
    },
    stp: {
      type: 'boolean',
      describe: 'speak the spanning tree protocol; its ports are then silent for 30 seconds',
    },
  },
  examples: [
    {
      line: 'bridge create bridge0 192.168.5.1/24',
      does: "the document's own bridge: made, addressed and up",
    },
    { line: 'bridge create lan', does: 'on a private subnet that this host does not use', world: [] },
  ],
  async run(args, context) {
    const intent: BridgeIntent = {
      name: newInterfaceName(args.name),
      addresses: parseBridgeAddresses(args.address),
      mtu: args.mtu === undefined ? undefined : parseMtu(args.mtu),
      stp: args.stp,
      force: context.globals.force,
    }
    await change(context, {
      name: 'bridge create',
      look: async () => ({ foreign: true }),
      plan: (facts) => createBridge(facts, intent),
      show: (result) =>
        context.output.result([[result.bridge, ...result.addresses].join(' ')], { ...result }),
    })
  },
})
