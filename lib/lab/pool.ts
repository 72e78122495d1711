import {
  type Cidr,
  type Family,
  fromNumber,
  hostPrefix,
  networkOf,
  range,
  showCidr,
  toNumber,
} from '../model/address.ts'
import { usageError } from '../model/error.ts'

/** How many bits of an address tell the hosts of one segment apart, where there is room: /24 and /64. */
const USUAL = { 4: 8, 6: 64 } as const

/** Smaller ones, tried in turn where the pool is too small for that. */
const SMALLER = { 4: [7, 6, 5, 4, 3, 2, 1], 6: [32, 16, 8, 4, 2, 1] } as const

/** How many addresses hosts may have: not the network's and the broadcast (IPv4), not the routers' anycast (IPv6). */
export function capacity(family: Family, bits: number): bigint {
  const all = 1n << BigInt(bits)
  return bits < 2 ? all : all - (family === 4 ? 2n : 1n)
}

function bitsFor(family: Family, hosts: number, least: number): number {
  let bits = least
  while (capacity(family, bits) < BigInt(hosts)) bits++
  return bits
}

/**
 * A subnet of the pool for each number of hosts, in order, and none where another one is reserved. The pool's first is kept for last, so
 * that the Nth of 10.0.0.0/8 is 10.0.N.0/24; who comes last changes nothing for those before. @throws exit 2 when they don't fit
 */
export function cut(pool: Cidr, hosts: readonly number[], reserved: readonly Cidr[]): Cidr[] {
  const cuts = fit(pool, hosts, reserved)
  if (cuts !== undefined) return cuts
  for (let prefix = pool.prefix - 1; prefix >= 0; prefix--) {
    const larger = networkOf({ ...pool, prefix })
    if (fit(larger, hosts, reserved) === undefined) continue
    throw tooSmall(pool, hosts, `take ${showCidr(larger)}`)
  }
  throw tooSmall(pool, hosts, 'make the lab smaller')
}

const tooSmall = (pool: Cidr, hosts: readonly number[], hint: string) => {
  const most = Math.max(...hosts)
  const what =
    hosts.length === 1
      ? `a segment of ${most} addresses`
      : `${hosts.length} segments of up to ${most} addresses`
  return usageError(`${showCidr(pool)} is too small for ${what}`, hint)
}

function fit(pool: Cidr, hosts: readonly number[], reserved: readonly Cidr[]): Cidr[] | undefined {
  const { family } = pool
  const room = hostPrefix(family) - pool.prefix
  for (const unit of [USUAL[family], ...SMALLER[family]]) {
    const bits = hosts.map((count) => bitsFor(family, count, Math.min(unit, room)))
    const cuts = place(pool, bits, reserved)
    if (cuts !== undefined) return cuts
  }
  return undefined
}

function place(pool: Cidr, sizes: readonly number[], reserved: readonly Cidr[]): Cidr[] | undefined {
  const [first, last] = range(pool)
  const taken = reserved.map(range)
  const inTheWay = (from: bigint, size: bigint) =>
    taken.find(([low, high]) => from <= high && low < from + size)
  const cuts: Cidr[] = []
  const unit = sizes.reduce((least, bits) => Math.min(least, bits), Number.POSITIVE_INFINITY)
  let next = first + 1n
  let firstIsFree = true
  for (const bits of sizes) {
    const size = 1n << BigInt(bits)
    let from = aligned(next, size)
    for (let other = inTheWay(from, size); other !== undefined; other = inTheWay(from, size)) {
      from = aligned(other[1] + 1n, size)
    }
    if (from + size - 1n <= last) next = from + size
    else if (bits === unit && firstIsFree && first + size - 1n <= last && !inTheWay(first, size)) {
      from = first
      firstIsFree = false
    } else return undefined
    cuts.push({
      family: pool.family,
      ip: fromNumber(pool.family, from),
      prefix: hostPrefix(pool.family) - bits,
    })
  }
  return cuts
}

const aligned = (at: bigint, size: bigint): bigint => ((at + size - 1n) / size) * size

/** The subnet's addresses that hosts may have, from the bottom, without those that are taken. */
export function* hostsOf(subnet: Cidr, taken: ReadonlySet<string>): Generator<string> {
  const bits = hostPrefix(subnet.family) - subnet.prefix
  const first = toNumber(subnet.ip) + (bits < 2 ? 0n : 1n)
  const count = capacity(subnet.family, bits)
  for (let i = 0n; i < count; i++) {
    const ip = fromNumber(subnet.family, first + i)
    if (!taken.has(ip)) yield ip
  }
}
