import {
  type Cidr,
  contains,
  type Family,
  hostPrefix,
  networkOf,
  overlap,
  showCidr,
} from '../model/address.ts'
import { usageError } from '../model/error.ts'
import { type Given, parseGiven, parsePools } from './given.ts'
import { capacity, cut, hostsOf } from './pool.ts'
import type { Holder, Segment } from './segments.ts'

const FAMILIES = [4, 6] as const

/** A segment with an address for every holder that is to have one. */
export interface Numbered {
  readonly holders: readonly NumberedHolder[]
}

export interface NumberedHolder extends Holder {
  readonly cidrs: readonly Cidr[]
  readonly gateways: readonly string[]
}

interface Asked {
  readonly at: string
  readonly holders: readonly (Holder & { readonly given: Given })[]
  /** Per family the subnet to choose from: none; `pool`: one of the lab's. */
  readonly subnets: ReadonlyMap<Family, Cidr | 'pool'>
}

/**
 * Numbers the segments: each its subnet, of the lab's pools unless something else was said, and each holder its address, in
 * order, so that what comes later changes nothing for those before. @throws exit 2
 */
export function numberSegments(
  segments: readonly Segment[],
  pools: readonly Cidr[],
  elsewhere: readonly Cidr[],
): Numbered[] {
  const asked = segments.map((segment) => ask(segment, pools))
  const given = asked.flatMap(({ holders }) => holders.flatMap(({ given: { cidrs } }) => cidrs))
  const said = asked.flatMap(({ subnets }) => [...subnets.values()].filter((subnet) => subnet !== 'pool'))
  const reserved = [...said, ...given.map(networkOf), ...elsewhere.map(networkOf)]
  const taken = new Set([...given, ...elsewhere].map(({ ip }) => ip))
  const cuts = new Map(FAMILIES.map((family) => [family, cutsFor(family, asked, pools, reserved)]))
  return asked.map((one) => {
    const free = FAMILIES.flatMap((family) => {
      const subnet = one.subnets.get(family)
      const mine = subnet === 'pool' ? cuts.get(family)?.shift() : subnet
      return mine === undefined ? [] : [{ subnet: mine, hosts: hostsOf(mine, taken) }]
    })
    return { holders: one.holders.map((holder) => numberHolder(one, holder, free)) }
  })
}

function cutsFor(
  family: Family,
  asked: readonly Asked[],
  pools: readonly Cidr[],
  reserved: readonly Cidr[],
): Cidr[] {
  const pool = pools.find((one) => one.family === family)
  const needs = asked
    .filter(({ subnets }) => subnets.get(family) === 'pool')
    .map(({ holders }) => holders.length)
  if (pool === undefined || needs.length === 0) return []
  return cut(
    pool,
    needs,
    reserved.filter((subnet) => overlap(subnet, pool)),
  )
}

function numberHolder(
  { at }: Asked,
  { given, ...holder }: Holder & { given: Given },
  free: readonly { subnet: Cidr; hosts: Generator<string> }[],
): NumberedHolder {
  const chosen = (given.auto ? free : []).map(({ subnet, hosts }): Cidr => {
    const next = hosts.next()
    if (!next.done) return { ...subnet, ip: next.value }
    const most = capacity(subnet.family, hostPrefix(subnet.family) - subnet.prefix)
    throw usageError(
      `${showCidr(subnet)} is too small for ${at}: it has room for ${most}, and ${holder.at} is one more`,
      `take ${showCidr(networkOf({ ...subnet, prefix: subnet.prefix - 1 }))}`,
    )
  })
  return { ...holder, cidrs: [...given.cidrs, ...chosen], gateways: given.gateways }
}

/** What is to be chosen on a segment, and from where. @throws exit 2 */
function ask(segment: Segment, pools: readonly Cidr[]): Asked {
  const holders = segment.holders.map((holder) => ({ ...holder, given: parseGiven(holder.at, holder.said) }))
  const at = `the segment of ${segment.holders
    .slice(0, 2)
    .map((holder) => holder.at)
    .join(' and ')}`
  const said = parsePools(at, segment.subnets)
  const all = holders.flatMap(({ at: where, given }) => given.cidrs.map((cidr) => ({ where, cidr })))
  for (const { where, cidr } of all) refuseOutside(where, cidr, said)
  const networks = all
    .map(({ cidr }) => networkOf(cidr))
    .filter(({ family, prefix }) => prefix < hostPrefix(family))
  const wanted = holders.some(({ given }) => given.auto)
  const known = said.length > 0 ? said : networks.toReversed()
  const subnets = known.length > 0 ? known : pools
  return {
    at,
    holders,
    subnets: new Map(
      (wanted ? subnets : []).map((subnet) => [subnet.family, known.length > 0 ? subnet : 'pool']),
    ),
  }
}

function refuseOutside(at: string, cidr: Cidr, said: readonly Cidr[]): void {
  const subnet = said.find(({ family }) => family === cidr.family)
  if (subnet === undefined || cidr.prefix === hostPrefix(cidr.family)) return
  if (contains(subnet, cidr.ip) && cidr.prefix === subnet.prefix) return
  const inside = contains(subnet, cidr.ip)
  throw usageError(
    `${at}: ${showCidr(cidr)} is outside its link's subnet ${showCidr(subnet)}`,
    inside
      ? `write ${cidr.ip}/${subnet.prefix}`
      : `give an address of ${showCidr(subnet)}, or another subnet`,
  )
}
