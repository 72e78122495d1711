import { withPolicies } from '../lib/cli/around.ts'
import { change, warnOfOpenEntries } from '../lib/cli/change.ts'
import { defineCommand } from '../lib/cli/command.ts'
import { parseSwitch } from '../lib/cli/switch.ts'
import { observe } from '../lib/host/observe.ts'
import { demandPrivileges } from '../lib/host/privileges.ts'
import type { Family } from '../lib/model/address.ts'
import { type Endpoint, placeOf } from '../lib/model/endpoint.ts'
import { FAMILIES } from '../lib/model/forwarding.ts'
import { type Forwarding, forward, forwardingFamilies, forwardingOf } from '../lib/recipes/forward.ts'
import { listAll } from '../lib/runtimes/resolve.ts'

export default defineCommand({
  usage: '[state]',
  describe:
    'Show, or say, whether the host forwards IP packets: without that, a container reaches its own subnet and the host, and nothing beyond',
  positionals: {
    state: { type: 'string', describe: 'on or off: as it was before', completes: ['on', 'off'] },
  },
  options: {
    '4': { type: 'boolean', describe: 'of IPv4 alone' },
    '6': { type: 'boolean', describe: 'of IPv6 alone' },
  },
  examples: [
    { line: 'forward on', does: 'both families: packets pass between networks' },
    {
      line: 'forward on -4',
      does: 'what was switched on for a container stays on when that is gone',
      containers: ['web'],
      world: ['ctnet bridge create bridge0 172.17.42.1/16', 'ctnet attach web bridge0'],
    },
    {
      line: 'forward off -6',
      does: 'IPv6 as it was before, with the default route that a router advertises',
      world: [
        'ip link add name eth1 address 02:00:00:00:01:01 type veth peer name port address 02:00:00:00:01:02',
        'ip link set dev port up',
        'ip link set dev eth1 up',
        'while ip -6 address show dev eth1 tentative | grep -q .; do sleep 0.1; done',
        'ip -6 route add default via fe80::1 dev eth1 protocol ra metric 1024',
        'ctnet forward on -6',
      ],
    },
    { line: 'forward', does: 'what is so, who made it so, and which containers need it' },
  ],
  async run(args, context) {
    const { globals, output } = context
    const on = args.state === undefined ? undefined : parseSwitch(args.state)
    const asked = FAMILIES.filter((family) => args[family] === true)
    const families: readonly Family[] = asked.length === 0 ? FAMILIES : asked
    const show = (all: readonly Forwarding[]) => output.result(all.map(showForwarding), { forwarding: all })
    if (on === undefined) {
      demandPrivileges('forward')
      warnOfOpenEntries(context)
      const endpoints = await listAll()
      const { facts, close } = await observe(
        await withPolicies({ endpoints, everywhere: true, rules: false }),
      )
      close()
      const names = namesOf(endpoints)
      return show(forwardingFamilies(facts, families).map((family) => forwardingOf(facts, family, names)))
    }
    await change(context, {
      name: 'forward',
      look: async () => ({ endpoints: await listAll(), everywhere: true, rules: false }),
      plan: (facts, { endpoints = [] }) =>
        forward(facts, {
          on,
          families: forwardingFamilies(facts, families),
          names: namesOf(endpoints),
          force: globals.force,
        }),
      show,
    })
  },
})

const namesOf = (endpoints: readonly Endpoint[]) =>
  new Map(endpoints.map((endpoint) => [placeOf(endpoint), endpoint.name]))

function showForwarding({ family, on, by, containers }: Forwarding): string {
  const state = `IPv${family} ${on ? 'on' : 'off'}`
  if (by === undefined) return state
  return by === 'hand'
    ? `${state} by ctnet forward`
    : `${state} for ${containers.join(', ') || 'a container'}`
}
