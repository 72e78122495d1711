import {
  type Cidr,
  contains,
  familyOf,
  firstFreePair,
  hostPrefix,
  isLinkLocal,
  showCidr,
  single,
} from '../model/address.ts'
import { HOST, type Place } from '../model/endpoint.ts'
import { CtnetError, usageError } from '../model/error.ts'
import { type Facts, type Link, linkOf, spaceOf } from '../model/facts.ts'
import { nothingToDo, type Plan } from '../plan/plan.ts'
import type { KnownLink, Step } from '../plan/step.ts'
import { addAddress } from '../plan/steps/address.ts'
import { addVeth, linkUp, markLink } from '../plan/steps/link.ts'
import { addRoute } from '../plan/steps/route.ts'
import { announce } from './announce.ts'
import { isMade } from './detach.ts'
import { enableIpv6, refuseSmallMtu } from './ipv6.ts'
import { freeEthernet, freshName, unusedMac } from './unique.ts'

export interface PtpEnd {
  readonly place: Place
  /** The container's name, for people. */
  readonly container: string
  /** By default the first free ethN; in the host, a name of ctnet's making. */
  readonly ifName?: string | undefined
  readonly address?: Cidr | undefined
}

export interface PtpIntent {
  readonly ends: readonly [PtpEnd, PtpEnd]
  /** Where addresses are taken from that nobody gave. */
  readonly pool: Cidr
  /** The prefix length of addresses from the pool; by default a single address's. */
  readonly prefix?: number | undefined
  /** Bytes, of both ends; 1500. */
  readonly mtu?: number | undefined
}

const DEFAULT_MTU = 1500

export interface PtpResult {
  readonly ends: readonly {
    readonly container: string
    readonly interface: string
    readonly address: string
  }[]
}

/** An end as it will be. */
interface LaidEnd extends KnownLink {
  readonly container: string
  readonly address: Cidr
}

/**
 * Lays a cable between two containers, or between the host and one: a pair of peer interfaces, both ends thrown into
 * containers, each with a route to the other (the document, "Building a point-to-point connection").
 *
 * @throws exit 2 (both ends the same, addresses that can't be), 4 (an interface, an address or a route is in the way)
 */
export function ptp(facts: Facts, intent: PtpIntent): Plan<PtpResult> {
  const [a, b] = intent.ends
  if (a.place === b.place) {
    throw usageError(
      `both ends are in ${a.container}: a cable leads from one to another`,
      'name two containers',
    )
  }
  const current = currentCable(facts, intent)
  if (current !== undefined) {
    return nothingToDo(current, `${a.container} and ${b.container} are already connected`)
  }
  const { mtu = DEFAULT_MTU } = intent
  const addresses = chooseAddresses(facts, intent)
  refuseSmallMtu(mtu, addresses)
  const ends = [layEnd(facts, a, addresses[0], 0), layEnd(facts, b, addresses[1], 1)] as const
  const result = ends.map(({ container, name, address }) => ({
    container,
    interface: name,
    address: showCidr(address),
  }))
  return { build: lay(facts, ends, mtu), finish: [], result: { ends: result }, notes: [] }
}

/** The cable that there is between the two, if it is what was asked for. */
function currentCable(facts: Facts, { ends: [a, b], prefix, mtu }: PtpIntent): PtpResult | undefined {
  const fits = (link: Link, { ifName, address }: PtpEnd) =>
    (ifName === undefined || ifName === link.name) &&
    (mtu === undefined || mtu === link.mtu) &&
    (prefix === undefined || link.addresses.some((own) => own.prefix === prefix && !isLinkLocal(own.ip))) &&
    (address === undefined || link.addresses.some((own) => showCidr(own) === showCidr(address)))
  for (const link of spaceOf(facts, a.place).links) {
    const peer = link.peer?.place === b.place ? linkOf(facts, b.place, link.peer.link) : undefined
    if (peer === undefined || !isMade(facts, link) || !fits(link, a) || !fits(peer, b)) continue
    // A container that is attached to a bridge hangs on the host too.
    if (link.master !== undefined || peer.master !== undefined) continue
    const end = ({ container }: PtpEnd, { name, addresses }: Link) => {
      const address = addresses.find(({ ip }) => !isLinkLocal(ip))
      return { container, interface: name, address: address === undefined ? '' : showCidr(address) }
    }
    return { ends: [end(a, link), end(b, peer)] }
  }
  return undefined
}

function chooseAddresses(facts: Facts, { ends: [a, b], pool, prefix }: PtpIntent): readonly [Cidr, Cidr] {
  if (a.address === undefined || b.address === undefined) return fromPool(facts, pool, prefix)
  for (const { place, container, address } of [a, b]) refuseTaken(facts, place, container, address)
  if (a.address.family !== b.address.family || a.address.prefix !== b.address.prefix) {
    throw usageError(
      `${showCidr(a.address)} and ${showCidr(b.address)} don't go together`,
      'give two of one kind',
    )
  }
  if (a.address.ip === b.address.ip)
    throw usageError(`both ends can't be ${a.address.ip}`, 'give two addresses')
  const alone = a.address.prefix === hostPrefix(a.address.family)
  if (!alone && !contains(a.address, b.address.ip)) {
    throw usageError(
      `${showCidr(a.address)} and ${showCidr(b.address)} are on two subnets`,
      'give two of one subnet, or two single addresses, without a prefix length',
    )
  }
  return [a.address, b.address]
}

function fromPool(facts: Facts, pool: Cidr, prefix = hostPrefix(pool.family)): readonly [Cidr, Cidr] {
  if (prefix < pool.prefix || prefix > hostPrefix(pool.family)) {
    throw usageError(
      `a prefix length of ${prefix} doesn't fit into the pool ${showCidr(pool)}`,
      `give one from ${pool.prefix} to ${hostPrefix(pool.family)}`,
    )
  }
  const seen = Object.values(facts.spaces).flatMap(({ links }) => links.flatMap(({ addresses }) => addresses))
  const taken = new Set([...seen, ...facts.claims].map(({ ip }) => ip))
  const pair = firstFreePair(pool, prefix, taken)
  if (pair === undefined) {
    throw new CtnetError('conflict', 'pool-full', `all addresses of the pool ${showCidr(pool)} are taken`, {
      hint: 'give two addresses, or set another ptp.pool in the configuration',
    })
  }
  return [
    { family: pool.family, ip: pair[0], prefix },
    { family: pool.family, ip: pair[1], prefix },
  ]
}

function refuseTaken(facts: Facts, place: Place, container: string, address: Cidr | undefined): void {
  const holder = spaceOf(facts, place).links.find(({ addresses }) =>
    addresses.some(({ ip }) => ip === address?.ip),
  )
  if (holder === undefined) return
  throw new CtnetError(
    'conflict',
    'address-taken',
    `${container} has ${address?.ip} already, on ${holder.name}`,
    {
      hint: 'give another address',
    },
  )
}

function layEnd(facts: Facts, { place, container, ifName }: PtpEnd, address: Cidr, index: number): LaidEnd {
  const free = place === HOST ? freshName(facts, 'veth') : freeEthernet(facts, place)
  const name = ifName ?? free
  if (linkOf(facts, place, name) !== undefined) {
    throw new CtnetError('conflict', 'interface-taken', `${container} has an interface ${name} already`, {
      hint: `choose another: ${index === 0 ? '--if-a' : '--if-b'} NAME; the first free one is ${free}`,
    })
  }
  return { in: place, name, mac: unusedMac(facts, index), container, address }
}

/** The steps. The end that the pair is known by is the host's, where there is one. */
function lay(facts: Facts, [a, b]: readonly [LaidEnd, LaidEnd], mtu: number): Step[] {
  const [outer, inner] = b.in === HOST ? [b, a] : [a, b]
  const note = `ptp ${a.container}:${a.name} ${b.container}:${b.name}`
  const end = (own: LaidEnd, other: LaidEnd, isUp: boolean): Step[] => [
    markLink(own, note),
    ...enableIpv6(facts, own, [own.address]),
    ...announce(facts, own, [own.address]),
    addAddress(own, own.address),
    ...(isUp ? [] : [linkUp(own)]),
    ...routeToPeer(facts, own, other),
  ]
  return [
    addVeth({ outer, inner, mtu, why: 'Create the pair of peer interfaces, and hand them out' }),
    ...end(outer, inner, true),
    ...end(inner, outer, false),
  ]
}

/** Where both are on one subnet, the address brings its route with it. */
function routeToPeer(facts: Facts, own: LaidEnd, { address: { ip, family, prefix } }: LaidEnd): Step[] {
  if (prefix !== hostPrefix(family)) return []
  const taken = spaceOf(facts, own.in).routes.find(
    ({ to, table }) => table === 'main' && (to === ip || to === showCidr(single(ip))),
  )
  if (taken === undefined) {
    return [addRoute(own, { family: familyOf(ip), to: ip }, `Tell it that ${ip} is at the other end`)]
  }
  throw new CtnetError(
    'conflict',
    'route',
    `${own.container} has a route to ${ip} already, by ${taken.dev}`,
    {
      hint: 'give other addresses, or take that route away',
    },
  )
}
