import type { Impairment } from './impairment.ts'

/**
 * A lab as its author means it, out of a file or a topology: what isn't said is chosen later. Addresses, MACs and the like
 * are texts as they are typed on a command line, which whoever reads them has checked.
 */
export interface Lab {
  /** Letters, digits, `-` and `_`. */
  readonly name: string
  readonly nodes: Readonly<Record<string, LabNode>>
  readonly links: readonly LabLink[]
  /** Bridges of the host's, which the lab makes, by name. */
  readonly bridges?: Readonly<Record<string, LabBridge>>
  /** Interfaces of nodes that lead out of the lab. */
  readonly externals?: readonly LabExternal[]
  /** Where addresses that aren't given come from; one per family. */
  readonly subnets?: readonly string[]
  /** `shortest`, the default: every node gets routes to every subnet of the lab; `none`: only those that are given. */
  readonly routing?: 'shortest' | 'none'
  readonly checks?: readonly LabCheck[]
}

/** Who makes containers of images. */
export const IMAGE_RUNTIMES = ['docker', 'podman'] as const
export type ImageRuntime = (typeof IMAGE_RUNTIMES)[number]

export interface LabNode {
  /** What it is: a namespace of its own; nothing else said, that is all. */
  readonly image?: string
  /** Who makes the container of that image; by default Docker. */
  readonly runtime?: ImageRuntime
  /** A container that is there already: `docker:web`. */
  readonly container?: string
  /** A bridge in its namespace joins its interfaces: it switches, and has no addresses. */
  readonly switch?: boolean
  /** Of a container that is made of an image: its program, word by word. */
  readonly command?: readonly string[]
  /** Of a container that is made of an image. */
  readonly env?: Readonly<Record<string, string>>
  /** Of a container that is made of an image: `SOURCE:TARGET[:ro]`, each a whole path. */
  readonly binds?: readonly string[]
  /** By path or dotted key. */
  readonly sysctls?: Readonly<Record<string, string>>
  /** Whether it forwards; by default one that isn't a leaf does. */
  readonly forward?: boolean
  /** Its interfaces behind whose address everything else is hidden: the names that they are given in the links, or get. */
  readonly nat?: readonly string[]
  /** Names that the other nodes know it by, besides its own. */
  readonly names?: readonly string[]
  /** Addresses on its loopback interface: `10.255.0.1/32`. */
  readonly addresses?: readonly string[]
  /** `DEST@VIA`. */
  readonly routes?: readonly string[]
  /** Published ports, in Docker's grammar: `[[IP:][HOSTPORT]:]PORT[/udp]`, ranges too. */
  readonly publish?: readonly string[]
  /** Run once, in order, when the network is there: shell text in the node. */
  readonly exec?: readonly string[]
  /** Kept running as long as the lab is up. */
  readonly services?: readonly string[]
  /** For pictures. */
  readonly role?: string
}

export interface LabEnd {
  /** A node, a bridge of the lab's, or `host`. */
  readonly node: string
  /** By default the first free `ethN`. */
  readonly interface?: string
  /** `IP/PREFIX[@GATEWAY]`, or `auto` for one that is chosen beside them; not said: chosen; none at all: `[]`. */
  readonly addresses?: readonly string[]
  readonly mac?: string
  /** Of what it sends: what is said of a whole cable is said of both its ends. */
  readonly impair?: Impairment
}

/** A cable. */
export interface LabLink {
  readonly ends: readonly [LabEnd, LabEnd]
  /** Bytes. */
  readonly mtu?: number
  /** Where both ends' addresses are chosen from. */
  readonly subnets?: readonly string[]
}

export interface LabBridge {
  /** As an end's. */
  readonly addresses?: readonly string[]
  readonly mtu?: number
  readonly masquerade?: boolean
}

export interface LabExternal extends LabEnd {
  /** As `attach` takes it, with its kind: `macvlan:eth1`, `phys:eth1`, `vxlan:42@192.0.2.1`, `bridge:br0`. */
  readonly network: string
  readonly mtu?: number
  /** Of what it receives; with a rate, what it sends has one too. */
  readonly received?: Impairment
}

/** What `ctnet test` asks: that `from` reaches `to`, or doesn't. */
export interface LabCheck {
  readonly kind: 'ping' | 'tcp' | 'exec'
  readonly from: string
  /** A node, an address or a name, with a port for tcp (`web:80`, `[fd00::1]:80`); of `exec` the shell text that must succeed. */
  readonly to: string
  /** That it must not. */
  readonly not?: boolean
}

/** A lab with everything chosen: what `up` lays. */
export interface LaidLab {
  readonly name: string
  readonly nodes: Readonly<Record<string, LaidNode>>
  /** Each cable, by its two ends. */
  readonly links: readonly LaidLink[]
  readonly bridges: Readonly<Record<string, LabBridge>>
  readonly externals: readonly (LabExternal & { readonly interface: string })[]
  /** As the author has it. */
  readonly routing?: Lab['routing']
  readonly checks: readonly LabCheck[]
}

export interface LaidNode extends LabNode {
  readonly forward: boolean
  /** All of them, those that were computed too: `DEST@VIA`. */
  readonly routes: readonly string[]
}

export interface LaidLink {
  readonly ends: readonly [LaidEnd, LaidEnd]
  readonly mtu: number
}

export interface LaidEnd extends LabEnd {
  readonly interface: string
  /** `IP/PREFIX`. */
  readonly addresses: readonly string[]
}
