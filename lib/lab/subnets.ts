import { type Cidr, type Family, hostPrefix, networkOf, overlap, showCidr } from '../model/address.ts'
import { usageError } from '../model/error.ts'
import type { Numbered } from './number.ts'

/** Who has a bridge's address: the host, which leads out of the lab by it. No node can be called so. */
export const WORLD = '*'

export interface Member {
  readonly node: string
  readonly ip: string
  /** As messages name it. */
  readonly at: string
}

/** A subnet as routers see it: who is on it. */
export interface Subnet {
  readonly family: Family
  readonly cidr: Cidr
  readonly members: readonly Member[]
  /** It ends at its only member: a loopback address, or a network out of the lab. */
  readonly stub?: true
}

/** What is behind one node alone. */
export interface Stub {
  readonly node: string
  readonly at: string
  readonly cidr: Cidr
}

/** Every subnet of the lab, by segment, then the stubs. */
export function subnetsOf(segments: readonly Numbered[], stubs: readonly Stub[]): Subnet[] {
  const shared = segments.flatMap(({ holders }) => {
    const here = new Map<string, Subnet & { members: Member[] }>()
    for (const { node, at, bridge, cidrs } of holders) {
      for (const cidr of cidrs) {
        const network = networkOf(cidr)
        const key = showCidr(network)
        const alone = cidr.prefix === hostPrefix(cidr.family)
        const subnet = here.get(key) ?? {
          family: cidr.family,
          cidr: network,
          members: [],
          ...(alone && { stub: true as const }),
        }
        here.set(key, subnet)
        subnet.members.push({ node: bridge === undefined ? node : WORLD, at, ip: cidr.ip })
      }
    }
    return [...here.values()]
  })
  const alone = stubs.map(
    ({ node, at, cidr }): Subnet => ({
      family: cidr.family,
      cidr: networkOf(cidr),
      members: [{ node, at, ip: cidr.ip }],
      stub: true,
    }),
  )
  return [...shared, ...alone]
}

const OWN_ROUTES = 'or say routing: none, and give the routes yourself'

/** Refuses an address that two have, anywhere in the lab or, where nothing is routed, on one segment. @throws exit 2 */
export function refuseTwice(subnets: readonly Subnet[], routed: boolean): void {
  const everywhere = new Map<string, string>()
  for (const { members } of subnets) {
    const owners = routed ? everywhere : new Map<string, string>()
    for (const { ip, at } of members) {
      const other = owners.get(ip)
      if (other !== undefined) {
        throw usageError(
          `${ip} is given twice: to ${other} and to ${at}`,
          'give one of them another, or none',
        )
      }
      owners.set(ip, at)
    }
  }
}

/** Refuses what can't be routed: a subnet in two places, and a cable whose ends are on two. @throws exit 2 */
export function refuseUnroutable(subnets: readonly Subnet[], segments: readonly Numbered[]): void {
  const places = new Map<string, string>()
  for (const { cidr, members } of subnets) {
    if (cidr.prefix === hostPrefix(cidr.family)) continue
    const key = showCidr(cidr)
    const at = members[0]?.at ?? ''
    const other = places.get(key)
    if (other !== undefined) {
      throw usageError(
        `${key} is in two places: at ${other} and at ${at}, which no cable or switch joins`,
        `give one of them another subnet; ${OWN_ROUTES}`,
      )
    }
    places.set(key, at)
  }
  for (const { holders } of segments) refuseApart(holders)
}

function refuseApart(holders: Numbered['holders']): void {
  const known = new Map<string, { at: string; cidr: Cidr; network: Cidr }>()
  for (const { at, cidrs } of holders) {
    for (const cidr of cidrs.filter(({ family, prefix }) => prefix < hostPrefix(family))) {
      const network = networkOf(cidr)
      const key = showCidr(network)
      if (known.has(key)) continue
      const clash = [...known.values()].find((other) => overlap(other.network, network))
      if (clash === undefined) known.set(key, { at, cidr, network })
      else {
        throw usageError(
          `${clash.at} has ${showCidr(clash.cidr)} and ${at} ${showCidr(cidr)}: one segment, and two prefix lengths`,
          `write ${cidr.ip}/${clash.cidr.prefix}; ${OWN_ROUTES}`,
        )
      }
    }
  }
  const [a, b] = holders
  if (a === undefined || b === undefined || holders.length > 2) return
  for (const family of [4, 6] as const) {
    const mine = a.cidrs.filter((cidr) => cidr.family === family && cidr.prefix < hostPrefix(family))
    const theirs = b.cidrs.filter((cidr) => cidr.family === family && cidr.prefix < hostPrefix(family))
    const [one] = mine
    const [other] = theirs
    if (one === undefined || other === undefined) continue
    if (mine.some((own) => theirs.some((its) => overlap(networkOf(own), networkOf(its))))) continue
    throw usageError(
      `${a.at} has ${showCidr(one)} and ${b.at} ${showCidr(other)}, at the two ends of one cable: they are on no subnet together`,
      `give both addresses of one subnet; ${OWN_ROUTES}`,
    )
  }
}
