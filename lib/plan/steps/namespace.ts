import { HOST, type Place } from '../../model/endpoint.ts'
import { type Facts, type Link, type NamedNamespace, type Space, withLink } from '../../model/facts.ts'
import { ip, type KnownLink, type Step, type Undoing } from '../step.ts'
import { deleteLink } from './link.ts'

/** A namespace by its name in /var/run/netns. */
export interface NamedPlace {
  readonly place: Place
  readonly name: string
}

const LOOPBACK: Link = {
  name: 'lo',
  kind: 'loopback',
  mac: '00:00:00:00:00:00',
  mtu: 65536,
  up: false,
  addresses: [],
}

/** What the kernel gives a namespace that is new, as far as it is always so. */
const NEW: Space = {
  links: [LOOPBACK],
  routes: [],
  sysctls: {
    'net/ipv4/ip_forward': '0',
    'net/ipv6/conf/all/disable_ipv6': '0',
    'net/ipv6/conf/default/disable_ipv6': '0',
    'net/ipv6/conf/lo/disable_ipv6': '0',
  },
}

/** Makes a namespace, and what holds it (ip-netns(8)). */
export function addNamespace({ place, name }: NamedPlace): Step {
  const entry: NamedNamespace = { name, dangling: false }
  return {
    in: HOST,
    run: [ip('netns', 'add', name)],
    effect: (facts) => ({
      ...facts,
      spaces: { ...facts.spaces, [place]: NEW },
      named: [...facts.named, entry],
    }),
    why: 'Make a network namespace for the node',
    makesPlace: place,
    undo: deleteNamespace({ place, name }),
    done: `the namespace ${name} is there`,
  }
}

/** Deletes a namespace: with it goes all that is in it, once the last process has left it. */
export const deleteNamespace = ({ place, name }: NamedPlace): Undoing => ({
  in: HOST,
  run: [ip('netns', 'delete', name)],
  effect: (facts) => withoutSpace(facts, place, name),
  why: 'Delete the namespace of the node, with all that is in it',
  guard: { kind: 'check', in: HOST, argv: ['test', '-e', `/var/run/netns/${name}`], says: 'yes' },
})

/** A namespace goes, and with it the other ends of its cables. */
function withoutSpace(facts: Facts, place: Place, name: string): Facts {
  const { [place]: _, ...spaces } = facts.spaces
  const named = facts.named.filter((entry) => entry.name !== name)
  const left = Object.entries(spaces).map(([other, space]) => {
    const lost = new Set(space.links.flatMap((link) => (link.peer?.place === place ? link.name : [])))
    if (lost.size === 0) return [other, space]
    return [
      other,
      {
        ...space,
        links: space.links.filter((link) => !lost.has(link.name)),
        routes: space.routes.filter(({ dev }) => !lost.has(dev)),
      },
    ]
  })
  return { ...facts, spaces: Object.fromEntries(left), named }
}

export interface CableSpec {
  readonly ends: readonly [KnownLink, KnownLink]
  /** Bytes. */
  readonly mtu: number
}

/** A cable between two namespaces: both ends are born in their places, with name, MTU and MAC (ip-link(8), `netns`). */
export function addCable({ ends: [a, b], mtu }: CableSpec): Step {
  const at = ({ in: place }: KnownLink) => (place === HOST ? [] : ['netns', { netns: place }])
  const link = (own: KnownLink, other: KnownLink): Link => ({
    name: own.name,
    kind: 'veth',
    mac: own.mac,
    mtu,
    up: false,
    addresses: [],
    peer: { place: other.in, link: other.name },
  })
  return {
    in: HOST,
    run: [
      ip(
        ...['link', 'add', 'name', a.name, 'mtu', mtu, 'address', a.mac, ...at(a), 'type', 'veth'],
        ...['peer', 'name', b.name, 'mtu', mtu, 'address', b.mac, ...at(b)],
      ),
    ],
    effect: (facts) => withLink(withLink(facts, a.in, link(a, b)), b.in, link(b, a)),
    why: "Lay a cable: two interfaces that are each other's peer",
    makes: [a, b],
    goesWith: [a.in, b.in],
    undo: deleteLink(a),
  }
}
