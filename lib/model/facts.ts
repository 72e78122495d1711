import { type Cidr, type Family, isLinkLocal, parseCidr, showCidr, single } from './address.ts'
import type { DhcpClient } from './dhcp.ts'
import { HOST, type Place } from './endpoint.ts'
import type { Firewall, Rule } from './firewall.ts'
import type { NameFiles } from './name-files.ts'
import { OVS_DATAPATHS, type Ovs, type OvsPort } from './ovs.ts'
import { NO_CONTROL, optionsAsShown, type TrafficControl } from './traffic-control.ts'

/** A link somewhere. */
export interface LinkPlace {
  readonly place: Place
  readonly link: string
}

export interface Tunnel {
  readonly vni: number
  readonly remote?: string | undefined
  /** UDP. */
  readonly port: number
}

/** A network interface as the kernel has it. */
export interface Link {
  readonly name: string
  /** `veth`, `bridge`, `macvlan` …; `loopback`; empty for a physical interface. */
  readonly kind: string
  readonly mac: string
  /** Bytes. */
  readonly mtu: number
  readonly up: boolean
  /** The bridge whose port it is. */
  readonly master?: string | undefined
  /** Free text, for people; ctnet's own links begin with `ctnet:`. */
  readonly alias?: string | undefined
  /** The other end of a veth, where it could be found. */
  readonly peer?: LinkPlace | undefined
  /** The link that it is laid on top of: a VLAN's, macvlan's or ipvlan's. */
  readonly parent?: LinkPlace | undefined
  /** Of a bridge, the families of frames that the firewall sees on it, whatever it sees on others. */
  readonly filtered?: readonly Family[] | undefined
  /** A bridge's port that may only send to ports that are not. */
  readonly isolated?: boolean | undefined
  /** A bridge's port that sends frames back where they came from. */
  readonly hairpin?: boolean | undefined
  /** A bridge's spanning tree protocol. */
  readonly stp?: boolean | undefined
  /** Whether a bridge keeps VLANs apart. */
  readonly filtering?: boolean | undefined
  /** A macvlan's or ipvlan's. */
  readonly mode?: string | undefined
  /** A VLAN sub-interface's ID; of a bridge's port the VLAN of untagged frames, where it isn't 1. */
  readonly vlan?: number | undefined
  /** The VLANs that a bridge's port carries tagged. */
  readonly tagged?: readonly number[] | undefined
  /** Where a VXLAN tunnel leads. */
  readonly tunnel?: Tunnel | undefined
  /** A radio, which takes one MAC alone. */
  readonly wireless?: boolean | undefined
  /** The MAC that is burnt in, where it isn't the one that it has. */
  readonly permanent?: string | undefined
  /** That the kernel lets it into no other namespace. */
  readonly immutable?: boolean | undefined
  readonly addresses: readonly Cidr[]
  /** What `tc` knows of it, where that was asked for and there is something. */
  readonly tc?: TrafficControl | undefined
}

/** What a route says of its packets, where it doesn't lead anywhere (ip-route(8), TYPE). */
export type DeadEnd = 'blackhole' | 'unreachable' | 'prohibit'

export interface Route {
  readonly family: Family
  /** Nothing for a route that leads somewhere. */
  readonly type?: DeadEnd | undefined
  /** A subnet, or `default`. */
  readonly to: string
  readonly via?: string | undefined
  /** Of a dead end, `lo`. */
  readonly dev: string
  readonly table: string
  /** Who made it: `kernel`, `boot`, `static` … */
  readonly protocol: string
  readonly scope?: string | undefined
  readonly metric?: number | undefined
  readonly src?: string | undefined
  /** The gateway is taken to be reachable through the link, whatever its subnets. */
  readonly onlink?: true | undefined
  /** Bytes. */
  readonly mtu?: number | undefined
}

/** A policy rule: which packets look into which table of routes (ip-rule(8)). Everything that isn't there matches all. */
export interface PolicyRule {
  readonly family: Family
  readonly priority: number
  readonly not?: true | undefined
  /** A subnet, or an address. */
  readonly from?: string | undefined
  readonly to?: string | undefined
  readonly iif?: string | undefined
  readonly oif?: string | undefined
  /** `0x5`, or with a mask `0x5/0xff`. */
  readonly fwmark?: string | undefined
  /** `0x10`. */
  readonly tos?: string | undefined
  /** A protocol's number. */
  readonly ipproto?: string | undefined
  /** `80`, or `80-90`. */
  readonly sport?: string | undefined
  readonly dport?: string | undefined
  /** The table's name, if it is one of the kernel's own, else its number; nothing where `action` says what to do. */
  readonly table?: string | undefined
  readonly action?: DeadEnd | undefined
  /** Who made it, as a number, if it says so: 2 is the kernel. */
  readonly protocol?: string | undefined
  /** What else it has, that ctnet has no word for. */
  readonly rest?: string | undefined
}

/** One network namespace. */
export interface Space {
  readonly links: readonly Link[]
  readonly routes: readonly Route[]
  /** By path below /proc/sys: `net/ipv6/conf/eth0/disable_ipv6`. Only those that a recipe may set. */
  readonly sysctls: Readonly<Record<string, string>>
  /** The policy rules, in the order in which they count; absent where nobody asked. */
  readonly policy?: readonly PolicyRule[]
}

/** Who waits for packets on a port of the host's. */
export interface Listener {
  readonly protocol: 'tcp' | 'udp'
  /** Nothing: on all of the host's addresses. */
  readonly ip?: string | undefined
  readonly port: number
  /** The process, for people. */
  readonly by: string
}

/** An entry of /var/run/netns. */
export interface NamedNamespace {
  readonly name: string
  /** Where it points, if it is a symlink. */
  readonly target?: string | undefined
  readonly dangling: boolean
}

/** An interface of the host's that was given to a container, and what it had at home: the kernel doesn't keep that. */
export interface Away {
  /** The file that this is kept in. */
  readonly file: string
  /** The namespace that it went into; nothing if that is gone. */
  readonly place?: Place | undefined
  /** The container's name, for people. */
  readonly container: string
  /** What it was called there, and the MAC that it had there if that was another one. */
  readonly inner: string
  readonly given?: string | undefined
  readonly home: Pick<Link, 'name' | 'kind' | 'mac' | 'permanent' | 'mtu' | 'up' | 'alias' | 'addresses'>
  /** The routes that somebody had made through it. */
  readonly routes: readonly Route[]
  /** Its `disable_ipv6`. */
  readonly ipv6?: string | undefined
}

/** Where a container is, that it is stopped, or that its engine doesn't answer. */
export type OwnerState = Place | 'stopped' | 'unknown'

/** What a container calls itself. */
export interface Hostname {
  readonly name: string
  /** A process of the container's, and its UTS namespace as the kernel names it: `uts:[4026532533]`. */
  readonly pid: number
  readonly namespace: string
  /** That namespace is the host's. */
  readonly shared: boolean
}

/** A lab's node, as far as a namespace doesn't tell it. */
export interface NodeFacts {
  readonly place: Place
  /** Which of its services have ended, counted from 0. */
  readonly ended?: readonly number[]
  /** It is there, and doesn't run. */
  readonly stopped?: boolean
  /** The first process of a container that the lab made. */
  readonly pid?: number | undefined
  /** The file that it sees as its /etc/hosts, where its engine made that for it. */
  readonly hosts?: string | undefined
  /** It has the name that the lab's own would have, and isn't the lab's. */
  readonly foreign?: boolean
}

/** What is, as far as it was looked at. Recipes decide on nothing else. */
export interface Facts {
  readonly spaces: Readonly<Record<Place, Space>>
  readonly named: readonly NamedNamespace[]
  /** What Open vSwitch says, if it was asked. */
  readonly ovs?: Ovs | undefined
  /** The interfaces of the host's that are in a container. */
  readonly away?: readonly Away[]
  /** Addresses that an engine gave away, whether or not they can be seen in a namespace. */
  readonly claims: readonly { readonly ip: string; readonly by: string }[]
  /** The DHCP clients that ctnet started. */
  readonly dhcp?: readonly DhcpClient[]
  /** Which of the programs that were asked for are there; absent where nobody asked. */
  readonly programs?: readonly string[] | undefined
  /** The host's; absent where nobody asked, or there is no program for it. */
  readonly firewall?: Firewall | undefined
  /** Absent where nobody asked. */
  readonly listeners?: readonly Listener[]
  /** How the containers are doing that policies are about, by their keys; one that isn't here is gone. */
  readonly owners?: Readonly<Record<string, OwnerState>>
  /** The texts of the host's files that were asked for, by path; one that isn't here isn't there. */
  readonly files?: Readonly<Record<string, string>>
  /** What the containers that were asked for call themselves. */
  readonly hostnames?: Readonly<Record<Place, Hostname>>
  /** Where the containers that policies are about have their hosts files. */
  readonly hosts?: Readonly<Record<Place, NameFiles>>
  /** Interfaces of the host's that are there, and that the same plan will have removed in the end. */
  readonly going?: readonly string[]
  /** The nodes of the labs in question that are containers, or whose services have ended, by their keys: `LAB/NODE`. */
  readonly nodes?: Readonly<Record<string, NodeFacts>> | undefined
  /** The numbers of the namespaces: a container that has gone leaves its name, and at last its number, to another. */
  readonly inodes?: Readonly<Record<Place, number>>
  /** Ten hexadecimal digits, new in every run: what a plan makes its unique names and MACs from. */
  readonly nonce: string
}

const NOTHING: Space = { links: [], routes: [], sysctls: {} }

/** The DHCP client that keeps an interface's address, if ctnet started one. */
export const dhcpOf = (facts: Facts, place: Place, link: string): DhcpClient | undefined =>
  facts.dhcp?.filter((client) => client.place === place && client.link === link).at(-1)

export const spaceOf = (facts: Facts, place: Place): Space => facts.spaces[place] ?? NOTHING

export const linkOf = (facts: Facts, place: Place, name: string): Link | undefined =>
  spaceOf(facts, place).links.find((link) => link.name === name)

/** The port of Open vSwitch that the host's interface is. */
export const ovsPortOf = ({ ovs }: Facts, name: string): OvsPort | undefined =>
  ovs?.ports.find((port) => port.name === name)

export const awayIn = (facts: Facts): readonly Away[] => facts.away ?? []

/** The links that are laid on top of a host's one, wherever they are. */
export const childrenOf = (facts: Facts, parent: string): readonly (LinkPlace & { readonly own: Link })[] =>
  Object.entries(facts.spaces).flatMap(([place, { links }]) =>
    links.flatMap((own) =>
      own.parent?.place === HOST && own.parent.link === parent ? [{ place, link: own.name, own }] : [],
    ),
  )

/** The links that are ports of the bridge. */
export const portsOf = (facts: Facts, place: Place, bridge: string): readonly Link[] =>
  spaceOf(facts, place).links.filter((link) => link.master === bridge)

export const defaultRoute = (space: Space, family: Family): Route | undefined =>
  space.routes.find(
    (route) =>
      route.to === 'default' && route.type === undefined && route.family === family && route.table === 'main',
  )

/** What a route is for, as a subnet. */
export const destinationOf = ({ family, to }: Pick<Route, 'family' | 'to'>): Cidr => {
  if (to === 'default') return parseCidr(family === 4 ? '0.0.0.0/0' : '::/0')
  return to.includes('/') ? parseCidr(to) : single(to)
}

/** What everything that ctnet makes is marked with, in the field that the kernel keeps for people. */
export const OWN_ALIAS = 'ctnet:'

/** How the marks of labs' cables and bridges begin. */
export const LAB_MARK = `${OWN_ALIAS} lab: `

export const isOwn = (link: Link): boolean => link.alias?.startsWith(OWN_ALIAS) === true

/** Routes in an order in which they can be given: one through a gateway needs the route to that gateway first. */
export const gatewaysLast = (routes: readonly Route[]): readonly Route[] =>
  [...routes].sort((a, b) => Number(a.via !== undefined) - Number(b.via !== undefined))

export const sameRoute = (a: Route, b: Route): boolean =>
  a.family === b.family &&
  a.type === b.type &&
  a.to === b.to &&
  a.dev === b.dev &&
  a.via === b.via &&
  a.table === b.table &&
  a.metric === b.metric

// Changes to facts, each of them pure: what a step's effect is made of.

export function changeSpace(facts: Facts, place: Place, change: (space: Space) => Partial<Space>): Facts {
  const space = spaceOf(facts, place)
  return { ...facts, spaces: { ...facts.spaces, [place]: { ...space, ...change(space) } } }
}

/** Below this MTU the kernel gives an interface no IPv6 (RFC 8200, section 5). */
export const SMALLEST_IPV6_MTU = 1280

/** A file of the host's gets another text, or goes. */
export function withFile(facts: Facts, path: string, text: string | undefined): Facts {
  const { [path]: _, ...others } = facts.files ?? {}
  return { ...facts, files: text === undefined ? others : { ...others, [path]: text } }
}

/** A container gets another hostname. */
export function withHostname(facts: Facts, place: Place, name: string): Facts {
  const before = facts.hostnames?.[place]
  return before === undefined
    ? facts
    : { ...facts, hostnames: { ...facts.hostnames, [place]: { ...before, name } } }
}

/** A link comes; its settings begin as the namespace's defaults. */
export const withLink = (facts: Facts, place: Place, link: Link): Facts =>
  changeSpace(facts, place, ({ links, sysctls }) => {
    const defaults = Object.entries(sysctls).filter(
      ([path]) =>
        path.includes('/conf/default/') && (path.startsWith('net/ipv4/') || link.mtu >= SMALLEST_IPV6_MTU),
    )
    const own = defaults.map(([path, value]) => [path.replace('/default/', `/${link.name}/`), value])
    return {
      links: [...links, link],
      ...(own.length > 0 && { sysctls: { ...sysctls, ...Object.fromEntries(own) } }),
    }
  })

export const changeLink = (facts: Facts, place: Place, name: string, change: Partial<Link>): Facts =>
  changeSpace(facts, place, ({ links }) => ({
    links: links.map((link) => (link.name === name ? { ...link, ...change } : link)),
  }))

export function changeControl(
  facts: Facts,
  place: Place,
  name: string,
  change: (control: TrafficControl) => Partial<TrafficControl>,
): Facts {
  const before = linkOf(facts, place, name)?.tc ?? NO_CONTROL
  const tc = { ...before, ...change(before) }
  const isNone = Object.values(tc).every((list) => list.length === 0)
  return changeLink(facts, place, name, { tc: isNone ? undefined : tc })
}

/** A link goes: with it its peer, its addresses and routes, and, of a bridge, the ports' membership. */
export function withoutLink(facts: Facts, place: Place, name: string): Facts {
  const peer = linkOf(facts, place, name)?.peer
  const rest = withoutEnd(facts, place, name)
  return peer === undefined ? rest : withoutEnd(rest, peer.place, peer.link)
}

/** One end of a link goes. */
const withoutEnd = (facts: Facts, place: Place, name: string): Facts =>
  changeSpace(facts, place, ({ links, routes, sysctls }) => ({
    links: links
      .filter((link) => link.name !== name)
      .map((link) => (link.master === name ? { ...link, master: undefined } : link)),
    routes: routes.filter((route) => route.dev !== name),
    sysctls: Object.fromEntries(Object.entries(sysctls).filter(([path]) => !path.includes(`/conf/${name}/`))),
  }))

/** A namespace comes. */
export const withSpace = (facts: Facts, place: Place, space: Space): Facts => ({
  ...facts,
  spaces: { ...facts.spaces, [place]: space },
})

/** A namespace goes, and with it the other ends of its links. */
export function withoutSpace(facts: Facts, place: Place): Facts {
  const { [place]: gone, ...spaces } = facts.spaces
  const ends = (gone?.links ?? []).flatMap(({ peer }) => (peer && spaces[peer.place] ? [peer] : []))
  return ends.reduce((known: Facts, end) => withoutEnd(known, end.place, end.link), { ...facts, spaces })
}

/** A link gets another name; what refers to it follows. */
export function renamed(facts: Facts, place: Place, from: string, to: string): Facts {
  const peer = linkOf(facts, place, from)?.peer
  const here = changeSpace(facts, place, ({ links, routes, sysctls }) => ({
    links: links.map((link) => ({
      ...link,
      ...(link.name === from && { name: to }),
      ...(link.master === from && { master: to }),
    })),
    routes: routes.map((route) => (route.dev === from ? { ...route, dev: to } : route)),
    sysctls: Object.fromEntries(
      Object.entries(sysctls).map(([path, value]) => [path.replace(`/conf/${from}/`, `/conf/${to}/`), value]),
    ),
  }))
  return peer === undefined ? here : changeLink(here, peer.place, peer.link, { peer: { place, link: to } })
}

/** A link goes into another namespace, under a name: down, without what it had there. */
export function moved(facts: Facts, from: LinkPlace, to: LinkPlace): Facts {
  const link = linkOf(facts, from.place, from.link)
  if (link === undefined) return facts
  const gone = withoutEnd(facts, from.place, from.link)
  const come = withLink(gone, to.place, { ...link, name: to.link, up: false, addresses: [], tc: undefined })
  return link.peer === undefined ? come : changeLink(come, link.peer.place, link.peer.link, { peer: to })
}

/**
 * The facts in a form that can be compared: without what the kernel derives by itself (connected, local and multicast
 * routes, link-local addresses, a burnt-in MAC that comes to light), without what a server gave (addresses that end by
 * themselves, and their routes), without what doesn't matter (order, empty values, others' firewall rules), without the MTU of a bridge, which follows the smallest of its ports unless somebody set it, and without what
 * Open vSwitch makes for itself.
 */
export function settled(
  facts: Facts,
): Required<Pick<Facts, 'spaces' | 'named' | 'away' | 'dhcp'>> &
  Pick<Facts, 'ovs' | 'files' | 'firewall' | 'hostnames'> {
  const byText = (a: unknown, b: unknown) => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1)
  const defined = <T extends object>(value: T) =>
    Object.fromEntries(
      Object.entries(value)
        .filter(([, v]) => v !== undefined)
        .sort(byText),
    )
  const isBridge = (name: string, kind: string) =>
    kind === 'bridge' || facts.ovs?.bridges.some((bridge) => bridge.name === name) === true
  const spaces = Object.entries(facts.spaces).map(([place, space]) => [
    place,
    {
      links: space.links
        .filter(({ name }) => !OVS_DATAPATHS.includes(name))
        .map(({ addresses, mtu, tc, permanent: _, ...link }) => ({
          ...defined(link),
          ...(tc && { tc: settledControl(tc) }),
          ...(!isBridge(link.name, link.kind) && { mtu }),
          addresses: addresses
            .filter(({ ip, leased }) => !isLinkLocal(ip) && !leased)
            .map(showCidr)
            .sort(),
        }))
        .sort(byText),
      routes: space.routes.filter(isChosen).map(defined).sort(byText),
      sysctls: defined(
        Object.fromEntries(
          Object.entries(space.sysctls).filter(
            ([path]) => !OVS_DATAPATHS.some((name) => path.includes(`/${name}/`)),
          ),
        ),
      ),
      ...(space.policy && { policy: space.policy.map(defined) }),
    },
  ])
  const ovs = facts.ovs && {
    ...facts.ovs,
    bridges: [...facts.ovs.bridges].sort(byText),
    ports: facts.ovs.ports.map((port) => defined(port) as typeof port).sort(byText),
  }
  return {
    spaces: Object.fromEntries(spaces.sort(byText)),
    named: [...facts.named].sort(byText),
    away: JSON.parse(JSON.stringify([...awayIn(facts)].sort(byText))),
    dhcp: (facts.dhcp ?? []).map(({ lease, ...client }) => client).sort(byText),
    ...(ovs && { ovs }),
    ...(facts.firewall && { firewall: settledFirewall(facts.firewall) }),
    ...(facts.hostnames && { hostnames: facts.hostnames }),
    ...(facts.files && { files: defined(facts.files) as Record<string, string> }),
  }
}

/** In which order rules stand matters within their chain alone. */
function settledFirewall(firewall: Firewall): Firewall {
  const byText = (a: unknown, b: unknown) => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1)
  const chainOf = ({ family, chain }: Rule) => `${family} ${chain}`
  return {
    ...firewall,
    rules: [...firewall.rules].sort((a, b) => chainOf(a).localeCompare(chainOf(b))),
    chains: [...firewall.chains].sort(byText),
    hooks: [...firewall.hooks].sort(byText),
    others: {},
    foreign: [],
  }
}

const settledControl = ({ qdiscs, classes, filters }: TrafficControl) => ({
  qdiscs: qdiscs
    .map(({ options, ...qdisc }) => JSON.stringify({ ...qdisc, ...(options && optionsAsShown(options)) }))
    .sort(),
  classes: [...classes].sort(),
  filters: filters.map((filter) => JSON.stringify(filter)).sort(),
})

/** Whether a person or a program, such as a DHCP client, made the route: the kernel doesn't make it again by itself. */
export const isGiven = ({ protocol, table }: Route): boolean =>
  !['kernel', 'ra'].includes(protocol) && table !== 'local'

/** Whether somebody chose the route; the others follow from the addresses. */
const isChosen = (route: Route): boolean => isGiven(route) && route.protocol !== 'dhcp'
