import fc from 'fast-check'
import { type Cidr, parseCidr } from '../../lib/model/address.ts'
import { SMALLEST_IPV6_MTU, withLink } from '../../lib/model/effects.ts'
import { HOST, type Place } from '../../lib/model/endpoint.ts'
import type { Facts, Link, NamedNamespace, Space } from '../../lib/model/facts.ts'
import type { Firewall, Rule } from '../../lib/model/firewall.ts'
import type { Route } from '../../lib/model/route.ts'

/** Places that a generated world has containers in. */
export const CONTAINERS: readonly Place[] = ['docker:web', 'netns:db', 'docker:idle']

/** Bridges that a generated world may have; what is asked for may name another. */
export const BRIDGES = ['br0', 'br1', 'docker0'] as const

const v4 = (bridge: number, host: number): Cidr => parseCidr(`10.${bridge}.0.${host}/24`)
const v6 = (bridge: number, host: number): Cidr => parseCidr(`fd00:${bridge}::${host.toString(16)}/64`)

interface BridgeShape {
  readonly there: boolean
  readonly families: '' | '4' | '6' | '46'
  readonly mtu: number
  readonly up: boolean
  readonly stp: boolean
  readonly filtering: boolean
  readonly rules: boolean
}

interface Leg {
  readonly bridge: number
  readonly families: '' | '4' | '6' | '46'
  readonly up: boolean
  readonly own: boolean
  readonly defaults: readonly (number | undefined)[]
  readonly routes: number
}

const families = fc.constantFrom('' as const, '4' as const, '6' as const, '46' as const)
const bridgeShape = fc.record<BridgeShape>({
  there: fc.boolean(),
  families,
  mtu: fc.constantFrom(1500, 1400, 9000, 1200),
  up: fc.boolean(),
  stp: fc.boolean(),
  filtering: fc.boolean(),
  rules: fc.boolean(),
})
const leg = fc.record<Leg>({
  bridge: fc.nat(BRIDGES.length - 1),
  families,
  up: fc.boolean(),
  own: fc.boolean(),
  defaults: fc.array(fc.constantFrom(undefined, 100, 200), { maxLength: 2 }),
  routes: fc.nat(2),
})
const container = fc.record({ noIpv6: fc.boolean(), legs: fc.array(leg, { maxLength: 3 }) })

/** Hexadecimal, new in every run. */
export const nonce = fc.nat(2 ** 32 - 1).map((n) => n.toString(16).padStart(10, '0'))

const named = fc.uniqueArray(
  fc.record<NamedNamespace>({
    name: fc.constantFrom('web', 'gone', 'other'),
    target: fc.constantFrom(undefined, '/proc/77/ns/net', '/proc/78/ns/net'),
    dangling: fc.boolean(),
  }),
  { selector: ({ name }) => name },
)

/**
 * Facts as a host may have them: bridges of ctnet's and of Docker's with one or both families, containers with links to
 * them, addresses, routes and default routes, IPv6 switched off as Docker does it, a firewall or none.
 */
export const world: fc.Arbitrary<Facts> = fc
  .record({
    bridges: fc.tuple(bridgeShape, bridgeShape, bridgeShape),
    containers: fc.tuple(container, container, container),
    firewall: fc.constantFrom<readonly (4 | 6)[]>([], [4], [4, 6]),
    flushed: fc.boolean(),
    noIpv6: fc.boolean(),
    named,
    nonce,
  })
  .map(build)

interface Shape {
  readonly bridges: readonly BridgeShape[]
  readonly containers: readonly { readonly noIpv6: boolean; readonly legs: readonly Leg[] }[]
  readonly firewall: readonly (4 | 6)[]
  /** Somebody flushed ctnet's chain. */
  readonly flushed: boolean
  readonly noIpv6: boolean
  readonly named: readonly NamedNamespace[]
  readonly nonce: string
}

function build({ bridges, containers, firewall, flushed, noIpv6, named, nonce }: Shape): Facts {
  const empty: Facts = {
    spaces: {
      [HOST]: emptySpace(noIpv6),
      ...Object.fromEntries(
        CONTAINERS.map((place, i) => [place, emptySpace(containers[i]?.noIpv6 === true)]),
      ),
    },
    named: named.map((entry) => ({ ...entry, dangling: entry.dangling && entry.target !== undefined })),
    away: [],
    inodes: { [HOST]: 7 },
    files: {},
    claims: [{ ip: '10.2.0.77', by: 'docker:idle' }],
    nonce,
  }
  const bridged = bridges.reduce((facts, shape, i) => addBridge(facts, shape, i), empty)
  const ruled =
    firewall.length === 0 ? bridged : { ...bridged, firewall: firewallOf(bridges, flushed, firewall) }
  let count = 0
  return containers.reduce(
    (facts, { legs }, i) =>
      legs.reduce((known, one) => addLeg(known, CONTAINERS[i] ?? '', one, bridges, count++), facts),
    ruled,
  )
}

const loopback: Link = { name: 'lo', kind: 'loopback', mac: '', mtu: 65536, up: true, addresses: [] }

const emptySpace = (noIpv6: boolean): Space => ({
  links: [loopback],
  routes: [],
  sysctls: { 'net/ipv4/ip_forward': '0', 'net/ipv6/conf/default/disable_ipv6': noIpv6 ? '1' : '0' },
})

function addBridge(
  facts: Facts,
  { there, families, mtu, up, stp, filtering }: BridgeShape,
  index: number,
): Facts {
  if (!there) return facts
  const own = BRIDGES[index] !== 'docker0'
  return withLink(facts, HOST, {
    name: BRIDGES[index] ?? '',
    kind: 'bridge',
    mac: `02:00:00:00:00:0${index}`,
    mtu,
    up,
    stp,
    filtering,
    ...(own && { alias: 'ctnet: bridge' }),
    addresses: addressesOf(families, index, 1, mtu),
  })
}

const addressesOf = (families: Leg['families'], bridge: number, host: number, mtu: number): Cidr[] => [
  ...(families.includes('4') ? [v4(bridge, host)] : []),
  ...(families.includes('6') && mtu >= SMALLEST_IPV6_MTU ? [v6(bridge, host)] : []),
]

function firewallOf(
  bridges: readonly BridgeShape[],
  flushed: boolean,
  families: readonly (4 | 6)[],
): Firewall {
  const own = BRIDGES.filter(
    (bridge, index) => bridges[index]?.there && bridges[index].rules && bridge !== 'docker0',
  )
  const all = families.flatMap((family) =>
    own.map((bridge): Rule => {
      const match = { in: bridge, out: bridge }
      return { family, chain: 'FORWARD', match, verdict: 'accept', owner: `bridge ${bridge}` }
    }),
  )
  const has = own.length > 0 ? families : []
  return {
    program: 'iptables',
    families,
    rules: flushed ? [] : all,
    chains: has.map((family) => ({ family, chain: 'FORWARD' })),
    hooks: has.map((family) => ({ family, chain: 'FORWARD', from: 'FORWARD', at: 1 })),
    others: {},
  }
}

function addLeg(facts: Facts, place: Place, one: Leg, bridges: readonly BridgeShape[], index: number): Facts {
  const there = bridges[one.bridge]?.there === true
  const links = facts.spaces[place]?.links.length ?? 1
  const [outer, inner] = [`veth${index}`, `eth${links - 1}`]
  const mtu = bridges[one.bridge]?.mtu ?? 1500
  const addresses = addressesOf(one.families, one.bridge, 20 + index, mtu)
  const host = withLink(facts, HOST, {
    name: outer,
    kind: 'veth',
    mac: `02:00:00:00:01:0${index}`,
    mtu,
    up: true,
    ...(there && { master: BRIDGES[one.bridge] }),
    ...(one.own && { alias: `ctnet: ${place} ${inner}` }),
    peer: { place, link: inner },
    addresses: [],
  })
  const both = withLink(host, place, {
    name: inner,
    kind: 'veth',
    mac: `02:00:00:00:02:0${index}`,
    mtu,
    up: one.up,
    peer: { place: HOST, link: outer },
    addresses,
  })
  const space = both.spaces[place] as Space
  const routes = one.up ? routesOf(one, inner, addresses, space.routes) : []
  return { ...both, spaces: { ...both.spaces, [place]: { ...space, routes: [...space.routes, ...routes] } } }
}

/** The kernel's own route to each subnet, default routes with their metrics, and static routes. */
function routesOf(one: Leg, dev: string, addresses: readonly Cidr[], existing: readonly Route[]): Route[] {
  const has4 = addresses.some(({ family }) => family === 4)
  if (!has4) return []
  const via = v4(one.bridge, 1).ip
  const defaults = [...new Set(one.defaults)]
    .filter((metric) => !existing.some((route) => route.to === 'default' && route.metric === metric))
    .map(
      (metric): Route => ({
        family: 4,
        to: 'default',
        via,
        dev,
        table: 'main',
        protocol: 'boot',
        scope: 'global',
        metric,
      }),
    )
  const statics = Array.from(
    { length: one.routes },
    (_, n): Route => ({
      family: 4,
      to: `192.168.${n}.0/24`,
      via,
      dev,
      table: 'main',
      protocol: 'static',
      scope: 'global',
    }),
  ).filter(({ to }) => !existing.some((route) => route.to === to))
  const connected: Route = {
    family: 4,
    to: `10.${one.bridge}.0.0/24`,
    dev,
    table: 'main',
    protocol: 'kernel',
    scope: 'link',
    src: addresses[0]?.ip,
  }
  return [connected, ...defaults, ...statics]
}
