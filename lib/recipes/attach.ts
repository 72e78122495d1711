import { type Cidr, contains, type Family, isLinkLocal, showCidr } from '../model/address.ts'
import { HOST, type Place } from '../model/endpoint.ts'
import { CtnetError } from '../model/error.ts'
import { dhcpOf, type Facts, type Link, linkOf, portsOf, spaceOf } from '../model/facts.ts'
import { macOfIpv4 } from '../model/mac.ts'
import { listed } from '../model/text.ts'
import { after, nothingToDo, type Plan } from '../plan/plan.ts'
import type { Step } from '../plan/step.ts'
import { addAddress } from '../plan/steps/address.ts'
import { addVeth, deleteLink, linkUp, markLink, parkLink } from '../plan/steps/link.ts'
import { addRoute } from '../plan/steps/route.ts'
import { chooseAddresses } from './attach-addresses.ts'
import { prepareBridge } from './attach-bridge.ts'
import { currentInterface, inTheWay } from './attach-current.ts'
import { checkDhcp, dhcpNotes, dhcpSteps, endDhcp, reviveDhcp } from './attach-dhcp.ts'
import type { AttachIntent } from './attach-intent.ts'
import { checkRoutes, chooseGateways, clearRoutes, routeTo } from './attach-routes.ts'
import { enableIpv6, refuseSmallMtu } from './ipv6.ts'
import { freeEthernet, freshName, unusedMac } from './unique.ts'

export interface AttachResult {
  readonly container: string
  readonly interface: string
  readonly addresses: readonly string[]
  readonly gateways: readonly string[]
  readonly bridge: string
  readonly hostInterface: string
  readonly mac: string
  readonly mtu: number
  /** The folder of the DHCP client's files, where it has one. */
  readonly dhcp?: string | undefined
}

/** What was decided, before it becomes steps. */
interface Decision {
  readonly bridge: Link
  readonly name: string
  readonly addresses: readonly Cidr[]
  readonly gateways: ReadonlyMap<Family, string>
  readonly mtu: number
}

/**
 * Attaches a container to a bridge: the document's main recipe ("How Docker networks a container"), with the pair's
 * inner end born in the container under its final name.
 *
 * @throws exit 2 (address, gateway or route that can't be), 3 (no such bridge), 4 (name, address or route taken; the host)
 */
export function attach(facts: Facts, intent: AttachIntent): Plan<AttachResult> {
  refuseHost(intent)
  checkDhcp(intent)
  const prepared = prepareBridge(facts, intent)
  const ready = after(facts, prepared)
  const bridge = linkOf(ready, HOST, intent.bridge) as Link
  const current = currentInterface(ready, intent)
  const revived = current && current.differs === undefined ? reviveDhcp(ready, intent, current.link) : []
  if (current && current.differs === undefined) {
    const result = describe(after(ready, revived), intent, current.link)
    const note = `${intent.container} is already attached to ${intent.bridge}, by ${current.link.name}`
    const build = [...prepared, ...revived]
    return build.length === 0 ? nothingToDo(result, note) : { build, finish: [], result, notes: [note] }
  }
  if (current && !intent.replace) throw inTheWay(intent, current)
  const cleared = current ? clear(ready, intent.into, current.link) : { build: [], finish: [] }
  const vacant = after(ready, cleared.build)
  const freed = after(vacant, cleared.finish)
  const decision = decide(freed, intent, bridge, current?.link.name)
  const routes = clearRoutes(vacant, intent, decision.gateways)
  const { steps, result } = lay(after(vacant, routes), intent, decision)
  return {
    build: [...prepared, ...cleared.build, ...routes, ...steps],
    finish: cleared.finish,
    result,
    notes: [...offSubnet(bridge, decision.addresses), ...dhcpNotes(intent)],
  }
}

function refuseHost({ into, bridge }: AttachIntent): void {
  if (into !== HOST) return
  throw new CtnetError(
    'conflict',
    'host-network',
    `the host needs no pair of interfaces to be on ${bridge}: the bridge itself is one of its interfaces`,
    { hint: `give the bridge an address: ip address add IP/PREFIX dev ${bridge}` },
  )
}

/** What can be reached on the bridge only by a route, since the bridge is on other subnets. */
const offSubnet = (bridge: Link, addresses: readonly Cidr[]): string[] =>
  addresses.flatMap((cidr) => {
    const subnets = bridge.addresses.filter(({ family, ip }) => family === cidr.family && !isLinkLocal(ip))
    if (subnets.length === 0 || subnets.some((subnet) => contains(subnet, cidr.ip))) return []
    return [
      `${showCidr(cidr)} is not on a subnet of ${bridge.name}'s (${listed(subnets.map(showCidr))}): the two can't reach each other without a route`,
    ]
  })

/** Two of one MAC on a bridge take each other's packets. */
function refuseTakenMac(facts: Facts, { bridge, mac, container }: AttachIntent): void {
  if (mac === undefined) return
  for (const port of portsOf(facts, HOST, bridge)) {
    const inner = port.peer && linkOf(facts, port.peer.place, port.peer.link)
    if (inner?.mac !== mac && port.mac !== mac) continue
    throw new CtnetError(
      'conflict',
      'mac-taken',
      `${container} can't have the MAC ${mac}: it is taken on ${bridge}, by ${port.name} (${port.alias ?? 'of another'})`,
      {
        hint: 'give another, or leave --mac out',
      },
    )
  }
}

/** Parks what has the name, to be deleted at the end. */
function clear(facts: Facts, into: Place, link: Link): { build: readonly Step[]; finish: readonly Step[] } {
  const parked = freshName(facts, 'ctnetold', into).slice(0, 15)
  const end = { in: into, name: link.name, mac: link.mac }
  return {
    build: parkLink(end, parked, { link, routes: spaceOf(facts, into).routes }),
    finish: [...endDhcp(facts, { in: into, name: link.name }), deleteLink({ ...end, name: parked })],
  }
}

function decide(facts: Facts, intent: AttachIntent, bridge: Link, replaced: string | undefined): Decision {
  const name = intent.ifName ?? replaced ?? freeEthernet(facts, intent.into)
  const mtu = intent.mtu ?? bridge.mtu
  if (mtu > bridge.mtu) {
    throw new CtnetError(
      'conflict',
      'mtu',
      `an MTU of ${mtu} is above that of ${bridge.name}, ${bridge.mtu}: longer packets would be lost there`,
      {
        hint: `--mtu ${bridge.mtu}, or less`,
      },
    )
  }
  const addresses = chooseAddresses(facts, intent, bridge)
  refuseSmallMtu(mtu, addresses)
  refuseTakenMac(facts, intent)
  checkRoutes(facts, intent, addresses)
  return { bridge, name, mtu, addresses, gateways: chooseGateways(facts, intent, bridge, addresses) }
}

/** The steps themselves, in the document's order. */
function lay(
  facts: Facts,
  intent: AttachIntent,
  decision: Decision,
): { steps: readonly Step[]; result: AttachResult } {
  const { into, container } = intent
  const { name, addresses, gateways, mtu } = decision
  const ipv4 = addresses.find(({ family }) => family === 4)
  const outerMac = unusedMac(facts)
  const mac = intent.mac ?? (ipv4 ? macOfIpv4(ipv4.ip) : unusedMac(facts, 1))
  const outer = {
    in: HOST,
    name: intent.hostIfName ?? freshName(facts, 'veth'),
    mac: outerMac,
    master: intent.bridge,
  }
  const inner = { in: into, name, mac }
  refuseTakenName(facts, outer.name)
  const steps = [
    addVeth({
      outer,
      inner,
      mtu,
      why: 'Create a pair of peer interfaces: one end is bound to the bridge, the other is tossed over the wall into the container',
    }),
    markLink(outer, `${container} ${name}`),
    ...enableIpv6(facts, inner, [...addresses, ...intent.routes.map(({ to }) => to)]),
    ...addresses.map((cidr) => addAddress(inner, cidr)),
    linkUp(inner),
    ...intent.routes.map(({ to, via }) => addRoute(inner, { family: to.family, to: routeTo(to), via })),
    ...[...gateways].map(([family, via]) =>
      addRoute(inner, { family, to: 'default', via }, "Set its default route to the bridge's address"),
    ),
  ]
  const asking = dhcpSteps(facts, intent, inner)
  return {
    steps: [...steps, ...asking],
    result: {
      dhcp: dhcpOf(after(facts, asking), into, name)?.id,
      container,
      interface: name,
      addresses: addresses.map(showCidr),
      gateways: [...gateways.values()],
      bridge: intent.bridge,
      hostInterface: outer.name,
      mac,
      mtu,
    },
  }
}

function refuseTakenName(facts: Facts, name: string): void {
  if (linkOf(facts, HOST, name) === undefined) return
  throw new CtnetError('conflict', 'host-interface-taken', `the host has an interface ${name} already`, {
    hint: 'choose another: --host-if NAME; or leave it to ctnet',
  })
}

function describe(facts: Facts, intent: AttachIntent, link: Link): AttachResult {
  const gateways = spaceOf(facts, intent.into).routes.filter(
    ({ to, dev }) => to === 'default' && dev === link.name,
  )
  return {
    container: intent.container,
    interface: link.name,
    addresses: link.addresses.filter(({ ip }) => !isLinkLocal(ip)).map(showCidr),
    gateways: gateways.flatMap(({ via }) => via ?? []),
    bridge: intent.bridge,
    hostInterface: link.peer?.link ?? '',
    mac: link.mac,
    mtu: link.mtu,
    dhcp: dhcpOf(facts, intent.into, link.name)?.id,
  }
}
