import { type Cidr, contains, type Family, isLinkLocal, showCidr } from '../model/address.ts'
import { HOST, type Place } from '../model/endpoint.ts'
import { CtnetError, usageError } from '../model/error.ts'
import { dhcpOf, type Facts, type Link, spaceOf } from '../model/facts.ts'
import { macOfIpv4 } from '../model/mac.ts'
import { listed } from '../model/text.ts'
import { after, nothingToDo, type Plan } from '../plan/plan.ts'
import type { Step } from '../plan/step.ts'
import { addAddress } from '../plan/steps/address.ts'
import { linkUp } from '../plan/steps/link.ts'
import { addRoute } from '../plan/steps/route.ts'
import { announce, announceBehind } from './announce.ts'
import { chooseAddresses } from './attach-addresses.ts'
import { currentInterface, inTheWay } from './attach-current.ts'
import { checkDhcp, dhcpNotes, dhcpSteps, reviveDhcp } from './attach-dhcp.ts'
import type { AttachIntent as IntentOn } from './attach-intent.ts'
import { checkRoutes, chooseGateways, clearRoutes, routeTo } from './attach-routes.ts'
import { forwardFor } from './forwarding.ts'
import { enableIpv6, refuseSmallMtu } from './ipv6.ts'
import { leave } from './leave.ts'
import type { Leaving, NetworkOption, Wire } from './networks/kind.ts'
import { needless } from './networks/needless.ts'
import { kindOf, type NamedNetwork, type Network, resolveNetwork } from './networks.ts'
import { probe } from './probe.ts'
import { freeEthernet, unusedMac } from './unique.ts'

export interface AttachResult {
  readonly container: string
  readonly interface: string
  /** What it is attached to: a bridge's name, or `KIND:WHAT`. */
  readonly network: string
  /** The same, if it is a bridge. */
  readonly bridge?: string | undefined
  readonly addresses: readonly string[]
  readonly gateways: readonly string[]
  /** The pair's other end, where there is a pair. */
  readonly hostInterface?: string | undefined
  readonly mac: string
  readonly mtu: number
  /** The folder of the DHCP client's files, where it has one. */
  readonly dhcp?: string | undefined
}

/** What is to be attached to what, and how. */
export type AttachIntent = IntentOn<Network | NamedNetwork>

type Intent = IntentOn<Network>

/** What was decided, before it becomes steps. */
interface Decision {
  readonly wire: Wire
  readonly name: string
  readonly addresses: readonly Cidr[]
  readonly gateways: ReadonlyMap<Family, string>
  readonly mac: string
  readonly mtu: number
}

/**
 * Attaches a container to a network: the document's main recipe ("How Docker networks a container"), with the interface
 * born in the container under its final name.
 *
 * @throws exit 2 (address, gateway or route that can't be), 3 (no such network), 4 (name, address or route taken; the host)
 */
export function attach(facts: Facts, asked: AttachIntent): Plan<AttachResult> {
  const intent: Intent = { ...asked, network: resolveNetwork(facts, asked.network) }
  const kind = kindOf(intent.network)
  refuseHost(intent)
  refuseOptions(intent, kind)
  checkDhcp(intent, kind.deaf?.(intent.network))
  const prepared = kind.prepare(facts, intent)
  const ready = after(facts, prepared)
  const wire = kind.wire(ready, intent)
  const current = currentInterface(ready, intent, wire)
  if (current && current.differs === undefined) {
    const build = [...prepared, ...reviveDhcp(ready, intent, current.link)]
    const result = describe(after(facts, build), intent, wire, current.link)
    const note = `${intent.container} is already attached to ${wire.name}, by ${current.link.name}`
    return build.length === 0 ? nothingToDo(result, note) : { build, finish: [], result, notes: [note] }
  }
  if (current && !intent.replace) throw inTheWay(intent, wire, current)
  const cleared: Leaving = current ? clear(ready, intent.into, current.link) : { build: [], finish: [] }
  const vacant = after(ready, cleared.build)
  const freed = after(vacant, cleared.finish)
  const decision = decide(freed, intent, kind.wire(freed, intent), current?.link.name)
  const routes = clearRoutes(vacant, intent, decision.gateways)
  const { steps, result, notes } = lay(after(vacant, routes), intent, decision)
  const question = ask(after(vacant, routes), intent, decision)
  const laid = [...prepared, ...cleared.build, ...routes, ...question, ...steps]
  // Who has no end in the host has another router.
  const gateways = result.hostInterface === undefined ? [] : result.gateways
  const demand = forwardFor(after(facts, laid), intent.container, gateways)
  const build = [...laid, ...demand.build]
  const tidy = current === undefined ? undefined : needless(after(facts, [...build, ...cleared.finish]))
  return {
    build: [...build, ...(tidy?.build ?? [])],
    finish: [...cleared.finish, ...(tidy?.finish ?? [])],
    result,
    notes: [
      ...offSubnet(wire, decision.addresses),
      ...dhcpNotes(intent),
      ...(cleared.notes ?? []),
      ...notes,
      ...demand.notes,
    ],
  }
}

function refuseHost({ into, network }: Intent): void {
  if (into !== HOST) return
  const ownWay =
    network.kind === 'bridge'
      ? `the bridge itself is one of its interfaces: ip address add IP/PREFIX dev ${network.name}`
      : 'name a container: see ctnet ls'
  throw new CtnetError(
    'conflict',
    'host-network',
    'the host is not attached to a network like a container: its interfaces are on it already',
    { hint: ownWay },
  )
}

/** @throws exit 2 for an option that means nothing there */
function refuseOptions(
  intent: Intent,
  { form, takes }: { form: string; takes: readonly NetworkOption[] },
): void {
  const given: Readonly<Record<NetworkOption, unknown>> = {
    create: intent.create === 'to fit' ? intent.create : undefined,
    'host-if': intent.hostIfName,
    'host-access': intent.hostAccess || undefined,
    vlan: intent.vlan,
    mac: intent.mac,
  }
  for (const [option, value] of Object.entries(given)) {
    if (value === undefined || takes.some((one) => one === option)) continue
    throw usageError(`--${option} means nothing to ${form}`, 'leave it out')
  }
}

/** What can be reached there only by a route, since the host is on other subnets. */
const offSubnet = ({ name, subnets: all }: Wire, addresses: readonly Cidr[]): string[] =>
  addresses.flatMap((cidr) => {
    const subnets = all.filter(({ family }) => family === cidr.family)
    if (subnets.length === 0 || subnets.some((subnet) => contains(subnet, cidr.ip))) return []
    return [
      `${showCidr(cidr)} is not on a subnet of ${name}'s (${listed(subnets.map(showCidr))}): the two can't reach each other without a route`,
    ]
  })

/** Two of one MAC on a network take each other's packets. */
function refuseTakenMac({ name, macs }: Wire, { mac, container }: Intent): void {
  const holder = mac === undefined ? undefined : macs.get(mac)
  if (holder === undefined) return
  throw new CtnetError(
    'conflict',
    'mac-taken',
    `${container} can't have the MAC ${mac}: it is taken on ${name}, by ${holder}`,
    {
      hint: 'give another, or leave --mac out',
    },
  )
}

/** Takes away what has the name: it is parked, and deleted at the end. */
function clear(facts: Facts, into: Place, link: Link): Leaving {
  const end = { in: into, name: link.name, mac: link.mac }
  return leave(facts, { place: into, link, end, park: true })
}

function decide(facts: Facts, intent: Intent, wire: Wire, replaced: string | undefined): Decision {
  const name = intent.ifName ?? replaced ?? freeEthernet(facts, intent.into)
  const mtu = intent.mtu ?? wire.mtu
  if (mtu > wire.largest) {
    throw new CtnetError(
      'conflict',
      'mtu',
      `an MTU of ${mtu} is above that of ${wire.name}, ${wire.largest}: longer packets would be lost there`,
      {
        hint: `--mtu ${wire.largest}, or less`,
      },
    )
  }
  const addresses = chooseAddresses(intent, wire)
  refuseSmallMtu(mtu, addresses)
  refuseTakenMac(wire, intent)
  checkRoutes(facts, intent, addresses)
  const ipv4 = addresses.find(({ family }) => family === 4)
  const mac = wire.mac ?? intent.mac ?? (ipv4 ? macOfIpv4(ipv4.ip) : unusedMac(facts, 1))
  return { wire, name, mac, mtu, addresses, gateways: chooseGateways(facts, intent, wire, addresses) }
}

/** On a network that leads further, whether another host has the address can only be asked. */
function ask(facts: Facts, intent: Intent, { wire, addresses }: Decision): readonly Step[] {
  if (intent.force || wire.askOn === undefined) return []
  const auto = intent.addresses.some(({ kind }) => kind === 'auto')
  return probe(facts, { dev: wire.askOn, addresses, auto })
}

/** The steps themselves, in the document's order. */
function lay(
  facts: Facts,
  intent: Intent,
  { wire, name, addresses, gateways, mac, mtu }: Decision,
): { steps: readonly Step[]; result: AttachResult; notes: readonly string[] } {
  const { into, container, routes } = intent
  const inner = { in: into, name, mac }
  const laid = kindOf(intent.network).lay(facts, intent, { inner, mtu })
  const steps = [
    ...laid.steps,
    ...enableIpv6(facts, inner, [...addresses, ...routes.map(({ to }) => to)]),
    ...announce(facts, inner, addresses),
    ...addresses.map((cidr) => addAddress(inner, cidr)),
    linkUp(inner),
    ...(laid.port ? announceBehind(laid.port, inner, addresses) : []),
    ...routes.map(({ to, via }) => addRoute(inner, { family: to.family, to: routeTo(to), via })),
    ...[...gateways].map(([family, via]) =>
      addRoute(inner, { family, to: 'default', via }, "Set its default route to the network's gateway"),
    ),
  ]
  const asking = dhcpSteps(facts, intent, inner)
  return {
    steps: [...steps, ...asking],
    notes: laid.notes ?? [],
    result: {
      dhcp: dhcpOf(after(facts, asking), into, name)?.id,
      container,
      interface: name,
      ...nameOf(intent, wire),
      addresses: addresses.map(showCidr),
      gateways: [...gateways.values()],
      hostInterface: laid.hostInterface,
      mac,
      mtu,
    },
  }
}

const nameOf = ({ network }: Intent, { name }: Wire): Pick<AttachResult, 'network' | 'bridge'> => ({
  network: name,
  ...(network.kind === 'bridge' && { bridge: name }),
})

function describe(facts: Facts, intent: Intent, wire: Wire, link: Link): AttachResult {
  const { container, into } = intent
  const gateways = spaceOf(facts, into).routes.filter(({ to, dev }) => to === 'default' && dev === link.name)
  return {
    container,
    interface: link.name,
    ...nameOf(intent, wire),
    addresses: link.addresses.filter(({ ip }) => !isLinkLocal(ip)).map(showCidr),
    gateways: gateways.flatMap(({ via }) => via ?? []),
    hostInterface: link.peer?.place === HOST ? link.peer.link : undefined,
    mac: link.mac,
    mtu: link.mtu,
    dhcp: dhcpOf(facts, intent.into, link.name)?.id,
  }
}
