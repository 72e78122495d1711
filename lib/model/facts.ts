import type { Cidr, Family } from './address.ts'
import type { DhcpClient } from './dhcp.ts'
import { HOST, type Place } from './endpoint.ts'
import type { Firewall } from './firewall.ts'
import type { NameFiles } from './name-files.ts'
import type { Ovs, OvsPort } from './ovs.ts'
import type { DeadEnd, Route } from './route.ts'
import type { TrafficControl } from './traffic-control.ts'

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
  /**
   * The nodes of the labs in question that are containers, or whose services have ended, by their keys: `LAB/NODE`, and
   * `LAB/NODE=CONTAINER` of one that is there already.
   */
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

/** What everything that ctnet makes is marked with, in the field that the kernel keeps for people. */
export const OWN_ALIAS = 'ctnet:'

/** How the marks of labs' cables and bridges begin. */
export const LAB_MARK = `${OWN_ALIAS} lab: `

export const isOwn = (link: Link): boolean => link.alias?.startsWith(OWN_ALIAS) === true
