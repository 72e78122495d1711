import ipaddr from 'ipaddr.js'
import { usageError } from './error.ts'
import { quoted } from './text.ts'

export type Family = 4 | 6

/** An address on its subnet: `172.17.42.99/16`. `ip` is in canonical form (RFC 5952 for IPv6). */
export interface Cidr {
  readonly family: Family
  readonly ip: string
  readonly prefix: number
  /** A server gave it, for a time. */
  readonly leased?: true
  /** The subnet's broadcast address, where somebody gave that with it. */
  readonly broadcast?: string | undefined
}

/** What may stand for an address on the command line: `IP/PREFIX[@GATEWAY]`, `auto`, `dhcp` or `none`. */
export type AddressSpec =
  | { readonly kind: 'auto' }
  | { readonly kind: 'dhcp' }
  | { readonly kind: 'none' }
  | { readonly kind: 'cidr'; readonly cidr: Cidr; readonly gateway?: string }

const BITS = { 4: 32, 6: 128 } as const

/** An address as the number that it is. */
export const toNumber = (ip: string): bigint =>
  ipaddr
    .parse(ip)
    .toByteArray()
    .reduce((sum, byte) => (sum << 8n) | BigInt(byte), 0n)

/** The address that the number is, in canonical form. */
export function fromNumber(family: Family, value: bigint): string {
  const bytes = Array.from({ length: BITS[family] / 8 }, (_, i) =>
    Number((value >> BigInt(BITS[family] - 8 * (i + 1))) & 255n),
  )
  return canonical(ipaddr.fromByteArray(bytes))
}

const canonical = (ip: ipaddr.IPv4 | ipaddr.IPv6): string =>
  ip.kind() === 'ipv6' ? (ip as ipaddr.IPv6).toRFC5952String() : ip.toString()

/** Whether the text is an IP address, in dotted-quad or in any IPv6 form. */
export const isIp = (text: string): boolean =>
  text.includes(':')
    ? /^[\da-f:.]+$/i.test(text) && ipaddr.IPv6.isValid(text)
    : ipaddr.IPv4.isValidFourPartDecimal(text)

/** `4` or `6`, of an address in any valid form. */
export const familyOf = (ip: string): Family => (ip.includes(':') ? 6 : 4)

/** An IPv4 address in dotted-quad form or an IPv6 address, made canonical. @throws exit 2 */
export function parseIp(text: string): string {
  if (!isIp(text)) {
    throw usageError(`${quoted(text)} is not an IP address`, 'give one like 172.17.42.1 or fd00::1')
  }
  return canonical(ipaddr.parse(text))
}

/** `IP/PREFIX`, the host part kept. @throws exit 2 */
export function parseCidr(text: string): Cidr {
  const [address = '', bits, ...rest] = text.split('/')
  if (rest.length > 0 || !isIp(address)) {
    throw usageError(
      `${quoted(text)} is not an address`,
      'give one as IP/PREFIX[@GATEWAY], like 172.17.42.99/16, or auto, dhcp or none',
    )
  }
  const ip = parseIp(address)
  const family = familyOf(ip)
  if (bits === undefined) {
    throw usageError(
      `${quoted(text)} has no prefix length`,
      `write ${ip}/${family === 4 ? 24 : 64} for the usual subnet, or ${ip}/${BITS[family]} for that one address`,
    )
  }
  const prefix = /^\d{1,3}$/.test(bits) ? Number(bits) : Number.NaN
  if (!(prefix <= BITS[family])) {
    throw usageError(
      `${quoted(text)}: the prefix length of an IPv${family} address is a number from 0 to ${BITS[family]}`,
      `write ${ip}/${family === 4 ? 24 : 64} for the usual subnet, or ${ip}/${BITS[family]} for that one address`,
    )
  }
  return { family, ip, prefix }
}

/** An ADDRESS of the command line. @throws exit 2 */
export function parseAddress(text: string): AddressSpec {
  if (text === 'auto' || text === 'dhcp' || text === 'none') return { kind: text }
  const [address = '', gateway, ...rest] = text.split('@')
  if (rest.length > 0)
    throw usageError(`${quoted(text)} has two gateways`, 'give an address as IP/PREFIX[@GATEWAY]')
  const cidr = hostAddress(parseCidr(address))
  return gateway === undefined
    ? { kind: 'cidr', cidr }
    : { kind: 'cidr', cidr, gateway: sameFamily(parseIp(gateway), cidr, text) }
}

function sameFamily(gateway: string, cidr: Cidr, text: string): string {
  if (familyOf(gateway) === cidr.family) return gateway
  throw usageError(
    `${quoted(text)}: address and gateway are not of one family`,
    `give an IPv${cidr.family} gateway, or none`,
  )
}

/** The address, if a host may have it. @throws exit 2 for a network, broadcast, multicast, loopback or unspecified one */
export function hostAddress(cidr: Cidr): Cidr {
  const text = showCidr(cidr)
  const kind = ipaddr.parse(cidr.ip).range()
  if (kind === 'multicast' || kind === 'unspecified' || kind === 'loopback' || kind === 'broadcast') {
    throw usageError(
      `${text} is ${/^[aeiou]/.test(kind) ? 'an' : 'a'} ${kind} address: no interface can have it`,
      'give one like 172.17.42.99/16 or fd00::99/64',
    )
  }
  if (cidr.family === 4 && cidr.prefix < 31) {
    const [first, last] = range(cidr)
    const own = toNumber(cidr.ip)
    const example = `${fromNumber(4, first + 1n)}/${cidr.prefix}`
    if (own === first) {
      throw usageError(`${text} is the network's own address`, `use a host's, like ${example}`)
    }
    if (own === last) {
      throw usageError(`${text} is the network's broadcast address`, `use a host's, like ${example}`)
    }
  }
  return cidr
}

export const showCidr = ({ ip, prefix }: Cidr): string => `${ip}/${prefix}`

/** The single address as a subnet of its own: /32 or /128. */
export const single = (ip: string): Cidr => ({ family: familyOf(ip), ip, prefix: BITS[familyOf(ip)] })

/** A subnet's first and last address, as numbers. */
export function range({ family, ip, prefix }: Cidr): readonly [first: bigint, last: bigint] {
  const size = 1n << BigInt(BITS[family] - prefix)
  const first = (toNumber(ip) / size) * size
  return [first, first + size - 1n]
}

/** The subnet that the address is on, host part zero. */
export const networkOf = (cidr: Cidr): Cidr => ({ ...cidr, ip: fromNumber(cidr.family, range(cidr)[0]) })

/** `IP/PREFIX` whose host part is zero. @throws exit 2 */
export function parseSubnet(text: string): Cidr {
  const given = parseCidr(text)
  const subnet = networkOf(given)
  if (showCidr(subnet) === showCidr(given)) return subnet
  throw usageError(`${showCidr(given)} is an address, not a subnet`, `write ${showCidr(subnet)}`)
}

export function contains(subnet: Cidr, ip: string): boolean {
  if (familyOf(ip) !== subnet.family) return false
  const [first, last] = range(subnet)
  const value = toNumber(ip)
  return first <= value && value <= last
}

export function overlap(a: Cidr, b: Cidr): boolean {
  if (a.family !== b.family) return false
  const [aFirst, aLast] = range(a)
  const [bFirst, bLast] = range(b)
  return aFirst <= bLast && bFirst <= aLast
}

export const isLinkLocal = (ip: string): boolean => familyOf(ip) === 6 && /^fe[89ab]/.test(ip)

/** How many of a huge subnet's addresses are looked at before it is called full. */
const LOOKED_AT = 1n << 20n

/**
 * The first address of the subnet that nobody has: from the bottom, or, where another allocator fills the subnet from
 * its bottom, from the top. The network's and the broadcast address (IPv4) and the router's anycast address (IPv6,
 * RFC 4291 section 2.6.1) are never given.
 */
export function firstFree(
  subnet: Cidr,
  taken: ReadonlySet<string>,
  from: 'bottom' | 'top' = 'bottom',
): string | undefined {
  const [first, last] = range(subnet)
  const whole = subnet.prefix >= BITS[subnet.family] - 1
  const low = whole ? first : first + 1n
  const high = whole || subnet.family === 6 ? last : last - 1n
  const count = high - low + 1n
  for (let i = 0n; i < count && i < LOOKED_AT; i++) {
    const ip = fromNumber(subnet.family, from === 'bottom' ? low + i : high - i)
    if (!taken.has(ip)) return ip
  }
  return undefined
}

/** How long a prefix is that leaves but one address: 32 or 128. */
export const hostPrefix = (family: Family): number => BITS[family]

/**
 * Two neighbouring addresses of the pool that nobody has, in pairs from its bottom; with a prefix shorter than a single
 * address's, each pair is on a subnet of its own.
 */
export function firstFreePair(
  pool: Cidr,
  prefix: number,
  taken: ReadonlySet<string>,
): readonly [string, string] | undefined {
  const [first, last] = range(pool)
  const bits = BITS[pool.family]
  const step = prefix === bits ? 2n : 1n << BigInt(bits - prefix)
  const low = prefix === bits - 1 ? first : first + 1n
  for (let at = low; at + 1n <= last && at - low < LOOKED_AT; at += step) {
    const pair = [fromNumber(pool.family, at), fromNumber(pool.family, at + 1n)] as const
    if (!pair.some((ip) => taken.has(ip))) return pair
  }
  return undefined
}
