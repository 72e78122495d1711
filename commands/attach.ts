import {
  parseAddresses,
  parseBridgeAddress,
  parseDhcp,
  parseGateway,
  parseRoute,
} from '../lib/cli/attach-words.ts'
import { change } from '../lib/cli/change.ts'
import { defineCommand } from '../lib/cli/command.ts'
import { type Attachment, keptWords } from '../lib/cli/kept-words.ts'
import { CONTAINER } from '../lib/cli/positionals.ts'
import { leaseOf } from '../lib/host/dhcp.ts'
import { ownHost } from '../lib/host/journal.ts'
import { demandPrivileges } from '../lib/host/privileges.ts'
import { parseBridgeAddresses } from '../lib/model/bridge-address.ts'
import type { Lease } from '../lib/model/dhcp.ts'
import { type Endpoint, placeOf } from '../lib/model/endpoint.ts'
import { usageError } from '../lib/model/error.ts'
import type { Facts } from '../lib/model/facts.ts'
import { KEPT_FILE } from '../lib/model/kept.ts'
import { parseMac } from '../lib/model/mac.ts'
import { parseMtu } from '../lib/model/mtu.ts'
import { newInterfaceName } from '../lib/model/name.ts'
import { listed } from '../lib/model/text.ts'
import { parseVlan } from '../lib/model/vlan.ts'
import { DHCP_CLIENTS } from '../lib/plan/dhcp/clients.ts'
import { after, type Plan, stepsOf } from '../lib/plan/plan.ts'
import { type AttachResult, attach } from '../lib/recipes/attach.ts'
import { parseDhcpClient, wantsDhcp } from '../lib/recipes/attach-dhcp.ts'
import { forwardForLease } from '../lib/recipes/forwarding.ts'
import { forgetting, keeping } from '../lib/recipes/keep.ts'
import { kindOf, networkForms, parseNetwork, resolveNetwork } from '../lib/recipes/networks.ts'
import { allClaims, resolve } from '../lib/runtimes/resolve.ts'

/** An interface of the host's, and at its other end a namespace that stands for what is behind it. */
const NIC = [
  'ip netns add lan',
  'ip link add name eth1 address 02:00:00:00:01:01 type veth peer name port address 02:00:00:00:01:02 netns lan',
  'ip link set dev eth1 up',
  'ip -n lan link set dev port up',
  'ip -n lan address add 10.5.0.1/24 dev port',
  // What the kernel does by itself when a link comes up is over before anybody compares.
  'while ip -6 address show dev eth1 tentative | grep -q .; do sleep 0.1; done',
]

export default defineCommand({
  usage: '<container> <network> [address..]',
  describe: 'Attach a container to a network: a new interface in it, addressed, up and with a way out',
  positionals: {
    container: CONTAINER,
    network: { type: 'string', demandOption: true, describe: listed(networkForms, 'or') },
    address: {
      type: 'string',
      array: true,
      describe: 'IP/PREFIX[@GATEWAY], auto, dhcp or none',
      completes: ['auto', 'dhcp', 'none'],
      default: [] as string[],
    },
  },
  options: {
    if: {
      alias: 'i',
      type: 'string',
      requiresArg: true,
      describe: "the interface's name inside; the first free ethN",
      check: newInterfaceName,
    },
    'host-if': {
      type: 'string',
      requiresArg: true,
      describe: "the other end's name in the host",
      check: newInterfaceName,
    },
    mac: { type: 'string', requiresArg: true, describe: 'its MAC address', check: parseMac },
    mtu: {
      type: 'string',
      requiresArg: true,
      describe: "its MTU in bytes; the bridge's own",
      check: parseMtu,
    },
    vlan: {
      type: 'string',
      requiresArg: true,
      describe: 'the VLAN ID that it is in, 1 to 4094',
      check: parseVlan,
    },
    gateway: {
      type: 'string',
      array: true,
      requiresArg: true,
      describe: "IP, none, or auto: the bridge's own address where the container has no default route yet",
      check: (text: string) => parseGateway([text]),
      completes: ['auto', 'none'],
    },
    route: {
      type: 'string',
      array: true,
      requiresArg: true,
      describe: 'DEST[@VIA]: a further way through it',
      check: parseRoute,
    },
    create: { type: 'boolean', describe: 'make the bridge if it is missing' },
    'bridge-address': {
      type: 'string',
      array: true,
      requiresArg: true,
      describe: 'what a bridge that --create makes gets: IP/PREFIX, auto or none; what fits the container',
      check: (text: string) => parseBridgeAddresses([text]),
    },
    'host-access': {
      type: 'boolean',
      describe:
        'let the host and a macvlan reach each other: what the interface has moves to a macvlan of the host',
    },
    replace: { type: 'boolean', describe: 'put it in the place of what is in the way' },
    'replace-gateway': { type: 'boolean', describe: 'put its gateway in the place of the one that there is' },
    'dhcp-client': {
      type: 'string',
      requiresArg: true,
      describe: 'ask with udhcpc, dhcpcd or dhclient; the first that is there',
      check: parseDhcpClient,
    },
    'dhcp-option': {
      type: 'string',
      array: true,
      requiresArg: true,
      describe: "a further word of that client's command line: --dhcp-option=-r --dhcp-option=10.0.0.5",
    },
    keep: { type: 'boolean', describe: 'let ctnet watch put it back when the container is restarted' },
    wait: { type: 'boolean', describe: 'first wait until the container is there and runs' },
  },
  examples: [
    {
      line: 'attach web bridge0 172.17.42.99/16',
      does: 'the whole --net=none recipe: eth0, its address, the bridge as its gateway',
      containers: ['web'],
      world: ['ctnet bridge create bridge0 172.17.42.1/16'],
    },
    {
      line: 'attach web bridge0',
      does: "the next free address of the bridge's subnet",
      containers: ['web'],
      world: ['ctnet bridge create bridge0 172.17.42.1/16'],
    },
    {
      line: 'attach web bridge0 --wait',
      does: 'the same, once the container is there and runs',
      containers: ['web'],
      world: ['ctnet bridge create bridge0 172.17.42.1/16'],
    },
    {
      line: 'attach web bridge0 172.17.42.99/16 --keep',
      does: 'the same, and ctnet watch lays it again when web is restarted',
      containers: ['web'],
      world: ['ctnet bridge create bridge0 172.17.42.1/16'],
    },
    {
      line: 'attach web lan 10.9.0.5/24@10.9.0.1 --if eth1 --create',
      does: 'a second leg, on a bridge that is made for it',
      containers: ['web'],
    },
    {
      line: 'attach web bridge0 fd00:42::5/64 --gateway none --route fd00:43::/48@fd00:42::1',
      does: 'IPv6, and a route instead of a default route',
      containers: ['web'],
      world: ['ctnet bridge create bridge0 fd00:42::1/64'],
    },
    {
      line: 'attach web bridge0 172.17.42.98/16 fd00:42::98/64 --if eth0 --replace',
      does: 'other addresses: the new interface is laid in the place of the old one',
      containers: ['web'],
      world: [
        'ctnet bridge create bridge0 172.17.42.1/16 fd00:42::1/64',
        'ctnet attach web bridge0 172.17.42.99/16 fd00:42::99/64 --route fd00:43::/48@fd00:42::1',
      ],
    },
    {
      line: 'attach web lan 10.9.0.5/24@10.9.0.1 --if eth1 --create --replace',
      does: 'a second leg, with its default route in the place of the one that there is',
      containers: ['web'],
      world: ['ctnet bridge create bridge0 172.17.42.1/16', 'ctnet attach web bridge0'],
    },
    {
      line: 'attach web lan 10.9.0.5/32 --if eth1 --route 10.9.1.1 --gateway 10.9.1.1 --replace-gateway --create --bridge-address none',
      does: "a gateway that is on no subnet of the interface's, in the place of the one that there is; a bridge without an address",
      containers: ['web'],
      world: ['ctnet bridge create bridge0 172.17.42.1/16', 'ctnet attach web bridge0'],
    },
    {
      line: 'attach web bridge0 dhcp',
      does: 'the address that a DHCP server on the bridge gives, kept for as long as the container lives',
      containers: ['web'],
      world: [
        'ctnet bridge create bridge0 172.17.42.1/16',
        'rm -rf /run/dnsmasq; mkdir /run/dnsmasq',
        'setsid dnsmasq --no-daemon --conf-file=/dev/null --no-ping --port=0 --interface=bridge0 --bind-interfaces --dhcp-range=172.17.42.50,172.17.42.50,2m --dhcp-leasefile=/run/dnsmasq/leases --pid-file=/run/dnsmasq/pid >/run/dnsmasq/log 2>&1 </dev/null & for n in $(seq 50); do ! [ -s /run/dnsmasq/log ] || break; sleep 0.1; done; pid=$!',
      ],
    },
    {
      line: 'attach web lan 10.9.0.7/24 fd00:9::7/64',
      does: 'on a bridge with a NIC: whether another host has the addresses is asked first',
      containers: ['web'],
      world: [
        'ctnet bridge create lan 10.9.0.1/24 fd00:9::1/64',
        'ip netns add switch',
        'ip -n switch link add br0 up address 02:00:00:00:01:03 type bridge',
        'ip link add nic address 02:00:00:00:01:01 master lan up type veth peer name uplink address 02:00:00:00:01:02 netns switch',
        'ip -n switch link set uplink master br0 up',
      ],
    },
    {
      line: 'attach web ovs:sw0 10.7.0.5/24 --vlan 10 --create',
      does: 'a port of an Open vSwitch bridge, in VLAN 10',
      world: ['sh tests/e2e/ovs.sh start', 'ip netns add web'],
    },
    {
      line: 'attach web eth1 10.5.0.9/24 --host-access',
      does: "on the network behind an interface of the host's; what that has moves to a macvlan beside it",
      containers: ['web'],
      world: [...NIC, 'ip address add 10.5.0.2/24 dev eth1', 'ip route add 10.77.0.0/16 via 10.5.0.1'],
    },
    {
      line: 'attach web macvlan:eth1:vepa 10.5.0.9/24',
      does: 'the same in another mode',
      containers: ['web'],
      world: NIC,
    },
    {
      line: 'attach web vxlan:42@10.5.0.1 10.8.0.9/24',
      does: 'one end of a tunnel to another host',
      containers: ['web'],
      world: [...NIC, 'ip address add 10.5.0.2/24 dev eth1'],
    },
    {
      line: 'attach web phys:eth9 10.9.0.5/24 --mtu 1400',
      does: "one of the host's own interfaces itself; detach brings it home, as it was",
      containers: ['web'],
      world: [
        'ip netns add switch',
        'ip link add name eth9 address 52:54:00:00:00:09 mtu 9000 type veth peer name port address 52:54:00:00:00:0a netns switch',
        'ip link set dev eth9 up alias uplink',
        'ip address add 10.9.0.1/24 dev eth9',
        'ip address add fd00:9::1/64 dev eth9 nodad',
      ],
    },
  ],
  async run(args, context) {
    const { globals, config, output } = context
    if (args.keep && args.container.startsWith('pid:'))
      throw usageError('a process has no name by which it could be kept', 'leave --keep out')
    const network = parseNetwork(args.network)
    const isBridge = network.kind === 'name' || network.kind === 'bridge'
    const configured = isBridge ? config.bridges[network.name] : undefined
    const partial = {
      network,
      addresses: parseAddresses(args.address),
      ifName: args.if === undefined ? undefined : newInterfaceName(args.if),
      hostIfName: args['host-if'] === undefined ? undefined : newInterfaceName(args['host-if']),
      mac: args.mac === undefined ? undefined : parseMac(args.mac),
      mtu: args.mtu === undefined ? undefined : parseMtu(args.mtu),
      vlan: args.vlan === undefined ? undefined : parseVlan(args.vlan),
      gateway: parseGateway(args.gateway),
      routes: (args.route ?? []).map(parseRoute),
      create: configured ?? (args.create ? ('to fit' as const) : undefined),
      hostAccess: args['host-access'] === true,
      force: globals.force,
      replace: args.replace === true,
      replaceGateway: args['replace-gateway'] === true,
      bridgeAddress: parseBridgeAddress(args['bridge-address'], args.create),
      timeout: globals.timeout,
      dhcp: parseDhcp(args['dhcp-client'], args['dhcp-option']),
    }
    if (args.wait) {
      demandPrivileges('attach')
      // Before the lock is taken: others must be able to work, and to make the container.
      await (await import('../lib/cli/await.ts')).awaitContainer(args.container, globals)
    }
    let container: Endpoint | undefined
    await change(context, {
      name: 'attach',
      look: async () => {
        const [endpoint, claims] = await Promise.all([resolve(args.container, globals.runtime), allClaims()])
        container = endpoint
        const programs = ['ethtool', ...(wantsDhcp(partial) ? DHCP_CLIENTS : [])]
        return { endpoints: [endpoint], everywhere: true, ovs: true, claims, programs, files: [KEPT_FILE] }
      },
      plan: (facts) => {
        const endpoint = container as Endpoint
        const plan = attach(facts, { ...partial, into: placeOf(endpoint), container: endpoint.name })
        return keptOrNot(facts, plan, endpoint, { ...args, network: args.network, address: args.address })
      },
      show: (result) => {
        const shared = container?.sharedWith ?? []
        if (shared.length > 0) output.note(`shared with ${shared.join(', ')}`)
        const leased = withLease(result)
        output.result([[leased.container, leased.interface, ...leased.addresses].join(' ')], {
          ...leased,
          sharedWith: shared,
        })
      },
      next: (plan) => (stepsOf(plan).length === 0 ? [] : leasedWayOut(container as Endpoint, plan.result)),
    })
  },
})

/** Which gateway a DHCP server names is known once it has: where that is the host, the host must forward. */
const leasedWayOut = (endpoint: Endpoint, { dhcp, hostInterface, interface: name }: AttachResult) =>
  dhcp === undefined || hostInterface === undefined
    ? []
    : [
        {
          name: 'attach',
          look: async () => ({ endpoints: [endpoint], everywhere: true, rules: false }),
          plan: (facts: Facts) => forwardForLease(facts, endpoint, name),
          show: () => {},
        },
      ]

/** Keeps it, or keeps no longer what was there in its place. */
function keptOrNot(
  facts: Facts,
  plan: Plan<AttachResult>,
  { runtime, name }: Endpoint,
  args: Attachment['args'],
): Plan<AttachResult> {
  const { result } = plan
  const own = { runtime, name, interface: result.interface }
  if (args.keep !== true) return stepsOf(plan).length === 0 ? plan : forgetting(facts, plan, [own])
  const known = after(facts, stepsOf(plan))
  const { kind, takes } = kindOf(resolveNetwork(known, parseNetwork(args.network)))
  // A physical interface keeps its own unless it is told otherwise.
  const takesMac = takes.includes('mac') && kind !== 'phys'
  const words = keptWords(known, result, { container: `${runtime}:${name}`, args, takesMac })
  return keeping(facts, plan, { ...own, words, ...ownHost() })
}

/** With the address that a DHCP server gave meanwhile. */
function withLease({ dhcp, ...result }: AttachResult): Omit<AttachResult, 'dhcp'> & { lease?: Lease } {
  const lease = dhcp === undefined ? undefined : leaseOf(dhcp)
  if (lease === undefined) return result
  return { ...result, addresses: [...new Set([lease.address, ...result.addresses])], lease }
}
