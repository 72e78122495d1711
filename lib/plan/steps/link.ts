import type { Cidr } from '../../model/address.ts'
import { changeLink, changeSpace, renamed, withLink, withoutLink } from '../../model/effects.ts'
import { HOST, type Place } from '../../model/endpoint.ts'
import { type Facts, type Link, linkOf, OWN_ALIAS } from '../../model/facts.ts'
import { gatewaysLast, isGiven, type Route } from '../../model/route.ts'
import { type Command, guardOf, ip, type KnownLink, type LinkRef, type Step, type Undoing } from '../step.ts'
import { asGiven } from './address.ts'
import { putBack } from './route.ts'

export interface Veth {
  /** The end by which the pair is known: out of the container's reach. */
  readonly outer: KnownLink & { readonly master?: string }
  readonly inner: KnownLink
  /** Bytes, of both ends. */
  readonly mtu: number
  readonly why: string
}

/** An end of a pair of veths as it is born, unless it is said otherwise. */
export const vethEnd = (own: KnownLink, other: KnownLink, mtu: number): Link => ({
  name: own.name,
  kind: 'veth',
  mac: own.mac,
  mtu,
  up: false,
  addresses: [],
  peer: { place: other.in, link: other.name },
})

/** The peer is born in its namespace, with its name, MTU and MAC: no rename, no move, no half-state (ip-link(8), `netns`). */
export function addVeth({ outer, inner, mtu, why }: Veth): Step {
  const master = outer.master === undefined ? [] : ['master', outer.master]
  const namespace = inner.in === outer.in ? [] : ['netns', { netns: inner.in }]
  return {
    in: outer.in,
    run: [
      ip(
        ...[
          'link',
          'add',
          'name',
          outer.name,
          'mtu',
          mtu,
          'address',
          outer.mac,
          ...master,
          'up',
          'type',
          'veth',
        ],
        ...['peer', 'name', inner.name],
        ...namespace,
        ...['mtu', mtu, 'address', inner.mac],
      ),
    ],
    effect: (facts) => {
      const host = withLink(facts, outer.in, {
        ...vethEnd(outer, inner, mtu),
        up: true,
        master: outer.master,
      })
      return withLink(host, inner.in, vethEnd(inner, outer, mtu))
    },
    why,
    undo: deleteLink(outer),
    makes: [
      { in: outer.in, name: outer.name },
      { in: inner.in, name: inner.name },
    ],
  }
}

export interface BridgeSpec {
  /** By default the host. */
  readonly in?: Place
  readonly name: string
  readonly mac: string
  /** Bytes. */
  readonly mtu: number
  readonly stp: boolean
}

const USUAL_MTU = 1500

export function addBridge({ in: place = HOST, name, mac, mtu, stp }: BridgeSpec): Step {
  const bridge = { in: place, name, mac }
  return {
    in: place,
    run: [
      // A bridge's MTU falls to its smallest port's unless it was set to another value (net/bridge/br_device.c,
      // br_change_mtu), so it is born with another one.
      ip(
        'link',
        'add',
        'name',
        name,
        'mtu',
        mtu === USUAL_MTU ? USUAL_MTU + 1 : USUAL_MTU,
        'address',
        mac,
        'type',
        'bridge',
        'stp_state',
        stp ? 1 : 0,
      ),
      ip('link', 'set', 'dev', name, 'mtu', mtu),
    ],
    effect: (facts) =>
      withLink(facts, place, {
        name,
        kind: 'bridge',
        mac,
        mtu,
        stp,
        filtering: false,
        up: false,
        addresses: [],
      }),
    why: 'Create our own bridge',
    undo: deleteLink(bridge),
    makes: [{ in: place, name }],
  }
}

/** The longest alias that the kernel takes, in bytes: its IFALIASZ, less the final NUL. */
const LONGEST_ALIAS = 255

/** The mark of ctnet's, for people and for `ctnet clean`. */
export const markOf = (text: string): string => cut(`${OWN_ALIAS} ${text}`, LONGEST_ALIAS)

/** Marks a link as ctnet's. The kernel drops an alias given at birth. */
export function markLink(link: LinkRef, text: string): Step {
  const alias = markOf(text)
  return {
    in: link.in,
    run: [ip('link', 'set', 'dev', link.name, 'alias', alias)],
    effect: (facts) => changeLink(facts, link.in, link.name, { alias }),
    why: 'Note on the interface whose it is',
    on: link,
  }
}

/** As much of the text as fits into so many bytes. */
function cut(text: string, bytes: number): string {
  const characters = [...text]
  while (Buffer.byteLength(characters.join('')) > bytes) characters.pop()
  return characters.join('')
}

/** Brings a link up. Taken back, it goes down again, and keeps the IPv6 addresses that it had been given while down. */
export function linkUp(link: KnownLink, given: readonly Cidr[] = []): Step {
  return {
    in: link.in,
    run: [ip('link', 'set', 'dev', link.name, 'up')],
    effect: (facts) => changeLink(facts, link.in, link.name, { up: true }),
    why: 'Bring it up',
    undo: {
      in: link.in,
      run: [ip('link', 'set', 'dev', link.name, 'down'), ...readdress(link, ipv6Of(given))],
      effect: (facts) => changeLink(facts, link.in, link.name, { up: false }),
      why: 'Bring it down again',
      guard: guardOf(link),
    },
    on: link,
  }
}

/** Deletes a link, if it is still the one that has this MAC; a veth's peer goes with it. */
export function deleteLink(link: KnownLink): Undoing {
  return {
    in: link.in,
    run: [ip('link', 'delete', 'dev', link.name)],
    effect: (facts) => withoutLink(facts, link.in, link.name),
    why: 'Delete the interface; the other end of a pair goes with it',
    guard: guardOf(link),
  }
}

/** A link as it is, with the routes of its namespace. */
export interface SavedLink {
  readonly link: Link
  readonly routes: readonly Route[]
}

/** Of a link's routes, those that somebody made: they go when it goes down. */
export const chosenRoutes = ({ link, routes }: SavedLink): readonly Route[] =>
  routes.filter((route) => route.dev === link.name && isGiven(route))

/** Gives a link addresses that it had. A link-local one may be there again already. */
const readdress = (link: LinkRef, addresses: readonly Cidr[]): Command[] =>
  addresses.map((cidr) => ip('address', 'replace', ...asGiven(link, cidr)))

/** Going down costs a link these of its addresses. */
const ipv6Of = (addresses: readonly Cidr[]): readonly Cidr[] => addresses.filter(({ family }) => family === 6)

/**
 * Takes a link down. That costs it its routes and its IPv6 addresses, and with `flush` the others too, so the way back
 * puts them there again.
 */
export function linkDown(link: KnownLink, saved: SavedLink, why: string, flush = false): Step {
  const chosen = chosenRoutes(saved)
  const addresses = readdress(link, flush ? saved.link.addresses : ipv6Of(saved.link.addresses))
  const back: Command[] = [
    ip('link', 'set', 'dev', link.name, 'up'),
    ...addresses,
    ...gatewaysLast(chosen).map(putBack),
  ]
  return {
    in: link.in,
    run: [
      ip('link', 'set', 'dev', link.name, 'down'),
      ...(flush ? [ip('address', 'flush', 'dev', link.name)] : []),
    ],
    effect: (facts) => lowered(facts, link, flush),
    why,
    undo: {
      in: link.in,
      run: saved.link.up ? back : flush ? addresses : [],
      effect: (facts) => raised(facts, link, saved.link, chosen),
      why: 'Bring it up again, with its addresses and routes',
      guard: guardOf(link),
    },
  }
}

/** Takes a link out of the way, so that its name is free and nothing uses it: down, then renamed, both taken back. */
export function parkLink(link: KnownLink, name: string, saved: SavedLink): readonly Step[] {
  // Of an address on two ipvlans of one interface the kernel takes the second for a mistake, though the first one is down
  // (drivers/net/ipvlan/ipvlan_main.c, ipvlan_addr4_validator_event).
  const flush = saved.link.kind === 'ipvlan'
  return [
    linkDown(link, saved, 'Take it down before it gets another name', flush),
    renameLink(link, name, 'Park it under another name until everything else is done'),
  ]
}

/** Gives a link that is down another name (ip-link(8)). */
export function renameLink(link: KnownLink, name: string, why: string): Step {
  return {
    in: link.in,
    run: [ip('link', 'set', 'dev', link.name, 'name', name)],
    effect: (facts) => renamed(facts, link.in, link.name, name),
    why,
    undo: {
      in: link.in,
      run: [ip('link', 'set', 'dev', name, 'name', link.name)],
      effect: (facts) => renamed(facts, link.in, name, link.name),
      why: 'Give it its name back',
      guard: guardOf({ ...link, name }),
    },
  }
}

function lowered(facts: Facts, { in: place, name }: LinkRef, flushed: boolean): Facts {
  const kept = linkOf(facts, place, name)?.addresses.filter(({ family }) => family === 4) ?? []
  const addresses = flushed ? [] : kept
  const down = changeLink(facts, place, name, { up: false, addresses })
  return changeSpace(down, place, ({ routes }) => ({ routes: routes.filter((route) => route.dev !== name) }))
}

function raised(facts: Facts, { in: place, name }: LinkRef, link: Link, chosen: readonly Route[]): Facts {
  const up = changeLink(facts, place, name, { up: link.up, addresses: link.addresses })
  return changeSpace(up, place, ({ routes }) => ({ routes: [...routes, ...chosen] }))
}
