import { type AddressSpec, type Cidr, contains, type Family, familyOf, showCidr } from '../model/address.ts'
import { HOST, type Place } from '../model/endpoint.ts'
import { CtnetError, usageError } from '../model/error.ts'
import { defaultRoute, type Facts, isOwn, type Link, linkOf, type Route, spaceOf } from '../model/facts.ts'
import { macOfIpv4 } from '../model/mac.ts'
import { listed } from '../model/text.ts'
import { after, nothingToDo, type Plan } from '../plan/plan.ts'
import type { Step } from '../plan/step.ts'
import { addAddress } from '../plan/steps/address.ts'
import { addVeth, deleteLink, linkUp, markLink, parkLink } from '../plan/steps/link.ts'
import { addRoute, removeRoute } from '../plan/steps/route.ts'
import { setSysctl } from '../plan/steps/sysctl.ts'
import { chooseAddresses } from './attach-addresses.ts'
import { type BridgeIntent, createBridge, repairs } from './bridge-create.ts'
import { freeEthernet, freshName, unusedMac } from './unique.ts'

export interface RouteIntent {
  readonly to: Cidr
  readonly via?: string
}

export interface AttachIntent {
  /** Where the interface goes. */
  readonly into: Place
  /** The container's name, for people. */
  readonly container: string
  readonly bridge: string
  readonly addresses: readonly AddressSpec[]
  /** Inside; by default the first free ethN. */
  readonly ifName?: string | undefined
  /** The other end's name, in the host. */
  readonly hostIfName?: string | undefined
  readonly mac?: string | undefined
  /** Bytes; by default the bridge's own. */
  readonly mtu?: number | undefined
  /** `auto`: the bridge's own address, per family, where the container has no default route yet. */
  readonly gateway: 'auto' | 'none' | readonly string[]
  readonly routes: readonly RouteIntent[]
  /** How to make the bridge, should it be missing. */
  readonly create?: Omit<BridgeIntent, 'name'> | undefined
  /** Put it in the place of what is in the way. */
  readonly replace: boolean
}

export interface AttachResult {
  readonly container: string
  readonly interface: string
  readonly addresses: readonly string[]
  readonly gateways: readonly string[]
  readonly bridge: string
  readonly hostInterface: string
  readonly mac: string
  readonly mtu: number
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
 * @throws exit 2 (address or gateway that can't be), 3 (no such bridge), 4 (name, address or default route taken)
 */
export function attach(facts: Facts, intent: AttachIntent): Plan<AttachResult> {
  const prepared = prepareBridge(facts, intent)
  const ready = after(facts, prepared)
  const bridge = linkOf(ready, HOST, intent.bridge) as Link
  const current = currentInterface(ready, intent)
  const asWanted = current && matches(ready, intent, current)
  if (current && asWanted === true) {
    const result = describe(ready, intent, current)
    const note = `${intent.container} is already attached to ${intent.bridge}, by ${current.name}`
    return prepared.length === 0
      ? nothingToDo(result, note)
      : { build: prepared, finish: [], result, notes: [note] }
  }
  if (current && !intent.replace) throw inTheWay(intent, current, asWanted === true ? undefined : asWanted)
  const cleared = current ? clear(ready, intent.into, current) : { build: [], finish: [] }
  const vacant = after(ready, cleared.build)
  const freed = after(vacant, cleared.finish)
  const decision = decide(freed, intent, bridge, current?.name)
  const routes = clearDefaultRoutes(vacant, intent, decision)
  const { steps, result } = lay(after(vacant, routes), intent, decision)
  return {
    build: [...prepared, ...cleared.build, ...routes, ...steps],
    finish: cleared.finish,
    result,
    notes: [],
  }
}

/** Makes the bridge if that was asked for, puts right what one of ctnet's has lost, brings up one that is down. */
function prepareBridge(facts: Facts, { bridge: name, create }: AttachIntent): readonly Step[] {
  const bridge = linkOf(facts, HOST, name)
  if (bridge === undefined) {
    if (create !== undefined) return createBridge(facts, { ...create, name }).build
    throw new CtnetError('notFound', 'no-bridge', `there is no bridge ${name}`, {
      hint: `make it: ctnet bridge create ${name}, or add --create; see what there is: ctnet bridge show`,
    })
  }
  if (bridge.master !== undefined) {
    throw new CtnetError('conflict', 'bridge-port', `${name} is a port of the bridge ${bridge.master}`, {
      hint: `attach to the bridge itself: ${bridge.master}`,
    })
  }
  if (bridge.kind !== 'bridge') {
    throw new CtnetError('conflict', 'not-a-bridge', `${name} is not a bridge`, {
      hint: 'see which there are: ctnet bridge show',
    })
  }
  if (isOwn(bridge)) return repairs(facts, bridge)
  return bridge.up ? [] : [linkUp({ in: HOST, name, mac: bridge.mac })]
}

/** The interface that was asked for, or that makes the attachment already so. */
function currentInterface(facts: Facts, intent: AttachIntent): Link | undefined {
  if (intent.ifName !== undefined) return linkOf(facts, intent.into, intent.ifName)
  return spaceOf(facts, intent.into).links.find((link) => bridgeOf(facts, link) === intent.bridge)
}

/** The bridge that the other end of the link is a port of. */
export function bridgeOf(facts: Facts, { peer }: Link): string | undefined {
  return peer?.place === HOST ? linkOf(facts, HOST, peer.link)?.master : undefined
}

/** True if the interface is what was asked for; else what about it is not. */
function matches(facts: Facts, intent: AttachIntent, link: Link): true | string {
  const bridge = bridgeOf(facts, link)
  if (bridge !== intent.bridge) return bridge === undefined ? 'leads elsewhere' : `leads to ${bridge}`
  const has = link.addresses.map(showCidr)
  const subnets = linkOf(facts, HOST, intent.bridge)?.addresses ?? []
  for (const spec of intent.addresses) {
    if (spec.kind === 'cidr' && !has.includes(showCidr(spec.cidr)))
      return `has ${has.length ? listed(has) : 'no address'}`
    if (
      spec.kind === 'auto' &&
      !link.addresses.some(({ ip }) => subnets.some((subnet) => contains(subnet, ip)))
    ) {
      return `has no address of ${intent.bridge}'s subnet`
    }
  }
  if (intent.mac !== undefined && intent.mac !== link.mac) return `has the MAC ${link.mac}`
  if (intent.mtu !== undefined && intent.mtu !== link.mtu) return `has an MTU of ${link.mtu}`
  if (intent.hostIfName !== undefined && intent.hostIfName !== link.peer?.link)
    return `has ${link.peer?.link} as its host's end`
  if (!link.up) return 'is down'
  return missingRoute(facts, intent, link) ?? true
}

function missingRoute(facts: Facts, intent: AttachIntent, link: Link): string | undefined {
  const { routes } = spaceOf(facts, intent.into)
  const has = (to: string, via: string | undefined) =>
    routes.some(
      (route) => route.dev === link.name && route.to === to && (via === undefined || route.via === via),
    )
  const missing = [
    ...intent.routes.filter(({ to, via }) => !has(routeTo(to), via)).map(({ to }) => showCidr(to)),
    ...explicitGateways(intent)
      .filter((ip) => !has('default', ip))
      .map((ip) => `the gateway ${ip}`),
  ]
  return missing.length === 0 ? undefined : `has no route to ${listed(missing)}`
}

function explicitGateways({ gateway, addresses }: AttachIntent): string[] {
  const given = gateway === 'auto' || gateway === 'none' ? [] : gateway
  return [
    ...given,
    ...addresses.flatMap((spec) =>
      spec.kind === 'cidr' && spec.gateway !== undefined ? [spec.gateway] : [],
    ),
  ]
}

function inTheWay(
  { container, bridge, ifName }: AttachIntent,
  { name }: Link,
  why: string | undefined,
): CtnetError {
  const another = ifName === undefined ? `another interface on it: --if ${name}b` : 'another name: --if'
  return new CtnetError(
    'conflict',
    'interface-differs',
    `${container} has an interface ${name} already, and it ${why}`,
    {
      hint: `put the new one in its place: --replace; or take ${ifName === undefined ? another.replace(`${name}b`, 'NAME') : `${another} NAME`} (to ${bridge})`,
    },
  )
}

/** Parks what has the name, to be deleted at the end. */
function clear(facts: Facts, into: Place, link: Link): { build: readonly Step[]; finish: readonly Step[] } {
  const parked = freshName(facts, 'ctnetold', into).slice(0, 15)
  const end = { in: into, name: link.name, mac: link.mac }
  return {
    build: parkLink(end, parked, { link, routes: spaceOf(facts, into).routes }),
    finish: [deleteLink({ ...end, name: parked })],
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
  return { bridge, name, mtu, addresses, gateways: chooseGateways(facts, intent, bridge, addresses) }
}

function chooseGateways(
  facts: Facts,
  intent: AttachIntent,
  bridge: Link,
  addresses: readonly Cidr[],
): Map<Family, string> {
  const space = spaceOf(facts, intent.into)
  const gateways = new Map<Family, string>()
  for (const ip of explicitGateways(intent)) {
    const family = familyOf(ip)
    if (gateways.has(family))
      throw usageError(`two IPv${family} gateways: ${gateways.get(family)} and ${ip}`, 'give one')
    if (!addresses.some((cidr) => contains(cidr, ip) && cidr.ip !== ip)) {
      throw usageError(
        `the gateway ${ip} can't be reached from ${listed(addresses.map(showCidr)) || 'an interface without an address'}`,
        'give one on that subnet',
      )
    }
    const taken = defaultRoute(space, family)
    if (taken !== undefined && !intent.replace) throw defaultRouteTaken(intent, taken, ip)
    gateways.set(family, ip)
  }
  if (intent.gateway !== 'auto') return gateways
  for (const family of [4, 6] as const) {
    if (gateways.has(family) || defaultRoute(space, family) !== undefined) continue
    const own = bridge.addresses.find(({ ip }) =>
      addresses.some((cidr) => cidr.family === family && contains(cidr, ip)),
    )
    if (own !== undefined) gateways.set(family, own.ip)
  }
  return gateways
}

const defaultRouteTaken = ({ container }: AttachIntent, { via, dev }: Route, ip: string) =>
  new CtnetError(
    'conflict',
    'default-route',
    `${container} has a default route already, via ${via ?? 'no gateway'} by ${dev}; asked for was one via ${ip}`,
    {
      hint: 'put the new one in its place: --replace; or leave it: --gateway none',
    },
  )

/** With --replace: the default routes that new ones take the place of. */
const clearDefaultRoutes = (facts: Facts, { into }: AttachIntent, { gateways }: Decision): Step[] =>
  [...gateways.keys()].flatMap((family) => {
    const taken = defaultRoute(spaceOf(facts, into), family)
    const link = taken && linkOf(facts, into, taken.dev)
    return link === undefined
      ? []
      : [
          removeRoute(
            { in: into, name: link.name, mac: link.mac },
            taken as Route,
            'Make room for the new default route',
          ),
        ]
  })

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
  const mac = intent.mac ?? (ipv4 ? macOfIpv4(ipv4.ip) : unusedMac({ ...facts, nonce: flipped(facts.nonce) }))
  const outer = {
    in: HOST,
    name: intent.hostIfName ?? freshName(facts, 'veth'),
    mac: outerMac,
    master: intent.bridge,
  }
  const inner = { in: into, name, mac }
  refuseTakenName(facts, outer.name)
  const steps = [
    addVeth({ outer, inner, mtu }),
    markLink(outer, `${container} ${name}`),
    ...enableIpv6(facts, inner, addresses),
    ...addresses.map((cidr) => addAddress(inner, cidr)),
    linkUp(inner),
    ...intent.routes.map(({ to, via }) => addRoute(inner, { family: to.family, to: routeTo(to), via })),
    ...[...gateways].map(([family, via]) =>
      addRoute(inner, { family, to: 'default', via }, "Set its default route to the bridge's address"),
    ),
  ]
  return {
    steps,
    result: {
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

/** A destination as the kernel lists it: a host route without its prefix length. */
const routeTo = (to: Cidr): string => (to.prefix === (to.family === 4 ? 32 : 128) ? to.ip : showCidr(to))

const flipped = (nonce: string): string => [...nonce].reverse().join('')

function refuseTakenName(facts: Facts, name: string): void {
  if (linkOf(facts, HOST, name) === undefined) return
  throw new CtnetError('conflict', 'host-interface-taken', `the host has an interface ${name} already`, {
    hint: 'choose another: --host-if NAME; or leave it to ctnet',
  })
}

/** Docker switches IPv6 off in its containers; a new interface takes the default. */
function enableIpv6(facts: Facts, link: { in: Place; name: string }, addresses: readonly Cidr[]): Step[] {
  const before = spaceOf(facts, link.in).sysctls['net/ipv6/conf/default/disable_ipv6']
  if (before !== '1' || !addresses.some(({ family }) => family === 6)) return []
  const path = `net/ipv6/conf/${link.name}/disable_ipv6`
  return [setSysctl({ in: link.in, path, value: '0', before, on: link }, 'Switch IPv6 on for it')]
}

function describe(facts: Facts, intent: AttachIntent, link: Link): AttachResult {
  const gateways = spaceOf(facts, intent.into).routes.filter(
    ({ to, dev }) => to === 'default' && dev === link.name,
  )
  return {
    container: intent.container,
    interface: link.name,
    addresses: link.addresses.filter(({ ip }) => !/^fe80/.test(ip)).map(showCidr),
    gateways: gateways.flatMap(({ via }) => via ?? []),
    bridge: intent.bridge,
    hostInterface: link.peer?.link ?? '',
    mac: link.mac,
    mtu: link.mtu,
  }
}
