import { change } from '../lib/cli/change.ts'
import { defineCommand } from '../lib/cli/command.ts'
import { keptOfMissing } from '../lib/cli/kept.ts'
import { changeContainer } from '../lib/cli/one-container.ts'
import { CONTAINER } from '../lib/cli/positionals.ts'
import { usageError } from '../lib/model/error.ts'
import { KEPT_FILE, keptIn } from '../lib/model/kept.ts'
import { knownInterfaceName } from '../lib/model/name.ts'
import { detach } from '../lib/recipes/detach.ts'
import { forget, forgetting } from '../lib/recipes/keep.ts'

export default defineCommand({
  usage: '<container> [interface..]',
  describe: 'Take interfaces that ctnet made away from a container',
  positionals: {
    container: CONTAINER,
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
    const gone = await keptOfMissing(args.container, interfaces, context.globals.runtime)
    if (gone.length > 0) {
      await change(context, {
        name: 'detach',
        look: async () => ({ rules: false, files: [KEPT_FILE] }),
        plan: (facts) => ({ ...forget(facts, gone), finish: [], result: gone }),
        show: () => context.output.result([], { container: gone[0]?.name, detached: [] }),
      })
      return
    }
    await changeContainer(context, {
      name: 'detach',
      container: args.container,
      look: { everywhere: true, rules: false, ovs: true, files: [KEPT_FILE] },
      plan: (facts, { endpoint: { runtime, name }, place }) => {
        const plan = detach(facts, {
          from: place,
          container: name,
          interfaces,
          all: args.all === true,
          force: context.globals.force,
        })
        const kept = keptIn(facts).filter((one) => one.runtime === runtime && one.name === name)
        const { detached } = plan.result
        const named = interfaces.length > 0 ? interfaces : detached
        const whole = interfaces.length === 0 && (args.all === true || detached.length === 0)
        return forgetting(
          facts,
          plan,
          kept.filter((one) => whole || named.includes(one.interface)),
        )
      },
      show: (result) =>
        context.output.result(
          result.detached.map((name) => `${result.container} ${name}`),
          { ...result },
        ),
    })
  },
})
