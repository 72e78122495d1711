import { type Cidr, contains, parseAddress, parseCidr } from '../model/address.ts'
import { HOST, type Place } from '../model/endpoint.ts'
import { usageError } from '../model/error.ts'
import type { Facts } from '../model/facts.ts'
import type { Impairment } from '../model/impairment.ts'
import type { LaidEnd, LaidLab, LaidLink, LaidNode } from '../model/lab.ts'
import { freshMac } from '../model/mac.ts'
import { quoted } from '../model/text.ts'
import type { LabContainer } from '../plan/steps/container.ts'
import type { MarkedNamespace } from '../plan/steps/namespace.ts'
import type { RouteSpec } from '../plan/steps/route.ts'
import { parseGivenRoute } from './given.ts'
import { hash } from './hash.ts'
import { keyOfNode, markOfCable, markOfLab, nameOfCable, namespaceOf, SWITCH } from './names.ts'

/** One end of a cable, as the kernel shall have it. */
export interface WantedEnd {
  readonly in: Place
  readonly name: string
  readonly mac: string
  readonly mtu: number
  readonly addresses: readonly Cidr[]
  /** The bridge that it is a port of. */
  readonly master?: string
  readonly impair?: Impairment
}

export interface WantedCable {
  /** `r1:eth0 r2:eth1` */
  readonly name: string
  /** Without the prefix of everything that is ctnet's. */
  readonly mark: string
  readonly ends: readonly [WantedEnd, WantedEnd]
}

export interface WantedRoute extends RouteSpec {
  /** The interface whose subnet the gateway is on. */
  readonly dev: string
}

/** A node, or the host as far as the lab is about it. */
export interface WantedSpace {
  /** For people. */
  readonly node: string
  readonly place: Place
  /** Of a node that is nothing but a namespace. */
  readonly namespace?: MarkedNamespace
  /** Of a node that is a container of an image. */
  readonly container?: LabContainer
  readonly bridge?: { readonly name: string; readonly mac: string; readonly mtu: number }
  /** By path below /proc/sys. */
  readonly sysctls: Readonly<Record<string, string>>
  readonly ends: readonly WantedEnd[]
  readonly loopback: readonly Cidr[]
  /** The interfaces behind whose address everything else is hidden. */
  readonly nat: readonly string[]
  readonly routes: readonly WantedRoute[]
}

/** A lab in the words of the kernel. */
export interface Wanted {
  readonly lab: LaidLab
  readonly spaces: readonly WantedSpace[]
  readonly cables: readonly WantedCable[]
}

/** The nodes that are containers, by their keys. */
type Nodes = NonNullable<Facts['nodes']>

/** One that is there already is where it was found; if it wasn't, by what it is called. */
function placeOfNode({ name, nodes }: LaidLab, node: string, known: Nodes): Place {
  const { image, container, runtime = 'docker' } = nodes[node] ?? {}
  if (container !== undefined) return known[keyOfNode(name, node, { container })]?.place ?? container
  return `${image === undefined ? 'netns' : runtime}:${namespaceOf(name, node)}`
}

/** What there shall be. @throws exit 2 for a route whose gateway is on none of its node's subnets */
export function wantedOf(lab: LaidLab, places: Nodes = {}): Wanted {
  const ends = new Map<Place, WantedEnd[]>()
  const own = new Set(
    Object.entries(lab.nodes).flatMap(([name, { container }]) =>
      container === undefined ? placeOfNode(lab, name, places) : [],
    ),
  )
  const cables = lab.links.map((link): WantedCable => {
    const [a, b] = [wantedEnd(lab, link, link.ends[0], places), wantedEnd(lab, link, link.ends[1], places)]
    for (const end of [a, b]) ends.set(end.in, [...(ends.get(end.in) ?? []), end])
    // It is known by the end that stays: the host's, or a container's that is there already.
    const stays = ({ in: place }: WantedEnd) => (place === HOST ? 2 : own.has(place) ? 0 : 1)
    return {
      name: nameOfCable(link),
      mark: markOfCable(lab.name, link),
      ends: stays(a) < stays(b) ? [b, a] : [a, b],
    }
  })
  const spaces = Object.entries(lab.nodes).map(([name, node]) => {
    const place = placeOfNode(lab, name, places)
    return wantedSpace(lab, name, node, place, ends.get(place) ?? [])
  })
  const inHost = ends.get(HOST) ?? []
  const host: WantedSpace = {
    node: HOST,
    place: HOST,
    sysctls: {},
    ends: inHost,
    loopback: [],
    nat: [],
    routes: [],
  }
  return { lab, cables, spaces: inHost.length > 0 ? [...spaces, host] : spaces }
}

function wantedEnd(lab: LaidLab, { mtu }: LaidLink, end: LaidEnd, places: Nodes): WantedEnd {
  const node = lab.nodes[end.node]
  const master = node?.switch === true ? SWITCH : end.node in lab.bridges ? end.node : undefined
  const { mac, impair } = end
  return {
    in: node === undefined ? HOST : placeOfNode(lab, end.node, places),
    name: end.interface,
    mac: mac ?? macFor(`${lab.name} ${end.node}:${end.interface}`),
    mtu,
    addresses: end.addresses.map(parseCidr),
    ...(master !== undefined && { master }),
    ...(impair !== undefined && { impair }),
  }
}

/** The parameters that a lab sets, by place. */
export const settingsOf = (lab: LaidLab, places: Nodes = {}): Readonly<Record<Place, readonly string[]>> =>
  Object.fromEntries(wantedOf(lab, places).spaces.map(({ place, sysctls }) => [place, Object.keys(sysctls)]))

const macFor = (text: string): string => freshMac((hash(text) % 2 ** 40).toString(16).padStart(10, '0'), 0)

const FORWARDING = ['net/ipv4/ip_forward', 'net/ipv6/conf/all/forwarding'] as const

function wantedSpace(
  lab: LaidLab,
  name: string,
  node: LaidNode,
  place: Place,
  ends: readonly WantedEnd[],
): WantedSpace {
  const own = node.container === undefined
  const bare = own && node.image === undefined
  const forward = node.forward ? '1' : '0'
  // A container that is there already forwards, or doesn't, as it likes, unless it is to.
  const forwarding = own || node.forward ? FORWARDING.map((path) => [path, forward]) : []
  const given = Object.entries(node.sysctls ?? {}).map(([key, value]) => [sysctlPath(key), value])
  return {
    node: name,
    place,
    ...(bare && { namespace: { name: namespaceOf(lab.name, name), mark: markOfLab(lab.name) } }),
    ...(node.image !== undefined && own && { container: containerOf(lab, name, node, node.image) }),
    ...(node.switch && { bridge: bridgeOf(lab, name, ends) }),
    sysctls: Object.fromEntries([...forwarding, ...given]),
    ends,
    loopback: (node.addresses ?? []).map(parseCidr),
    nat: node.nat ?? [],
    routes: node.routes.map((text) => wantedRoute(name, text, [...ends, ...outside(lab, name)])),
  }
}

const containerOf = (lab: LaidLab, node: string, laid: LaidNode, image: string): LabContainer => ({
  runtime: laid.runtime ?? 'docker',
  name: namespaceOf(lab.name, node),
  lab: lab.name,
  hostname: node,
  image,
  command: laid.command ?? [],
  env: laid.env ?? {},
  binds: laid.binds ?? [],
})

const bridgeOf = (lab: LaidLab, node: string, ends: readonly WantedEnd[]) => ({
  name: SWITCH,
  mac: macFor(`${lab.name} ${node}:${SWITCH}`),
  mtu: Math.min(1500, ...ends.map(({ mtu }) => mtu)),
})

/** A dotted key breaks on an interface called `eth0.5`, which a path can name. */
const sysctlPath = (key: string): string => (key.includes('/') ? key : key.replaceAll('.', '/'))

/** The interfaces that lead out of the lab, with the addresses that are known beforehand. */
const outside = (lab: LaidLab, node: string): readonly Addressed[] =>
  lab.externals
    .filter((external) => external.node === node)
    .map(({ interface: name, addresses = [] }) => ({
      name,
      addresses: addresses.map(parseAddress).flatMap((given) => (given.kind === 'cidr' ? given.cidr : [])),
    }))

type Addressed = Pick<WantedEnd, 'name' | 'addresses'>

function wantedRoute(node: string, text: string, ends: readonly Addressed[]): WantedRoute {
  const { to, via } = parseGivenRoute(node, text)
  const end = ends.find(({ addresses }) =>
    addresses.some((own) => via !== undefined && via !== own.ip && contains(own, via)),
  )
  if (via === undefined || end === undefined) {
    throw usageError(
      `${node}: no interface of it leads to the gateway of the route ${quoted(text)}`,
      'give one on a subnet that it is on, as DEST@VIA',
    )
  }
  const family = via.includes(':') ? 6 : 4
  const whole = family === 6 ? 128 : 32
  const dest = to === undefined ? 'default' : to.prefix === whole ? to.ip : `${to.ip}/${to.prefix}`
  return { family, to: dest, via, dev: end.name }
}
