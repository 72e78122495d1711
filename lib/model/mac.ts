import { usageError } from './error.ts'
import { quoted } from './text.ts'

/** A unicast MAC address, in lower case with colons. @throws exit 2 */
export function parseMac(text: string): string {
  const mac = text.toLowerCase()
  if (!/^([\da-f]{2}:){5}[\da-f]{2}$/.test(mac)) {
    throw usageError(`${quoted(text)} is not a MAC address`, 'give six bytes, like 02:42:ac:11:2a:63')
  }
  if (Number.parseInt(mac.slice(0, 2), 16) & 1) {
    throw usageError(
      `${mac} is a multicast MAC address: no interface can have it`,
      'make its first byte even, like 02:42:ac:11:2a:63',
    )
  }
  if (mac === '00:00:00:00:00:00')
    throw usageError(`${mac} is no interface's MAC address`, 'give one like 02:42:ac:11:2a:63')
  return mac
}

const spell = (bytes: readonly number[]): string =>
  bytes.map((byte) => byte.toString(16).padStart(2, '0')).join(':')

/**
 * The MAC that goes with an IPv4 address: 02:42 and the address's four bytes, as Docker does it. It stays the same when
 * a container comes back, so that its neighbours' ARP entries stay right.
 */
export const macOfIpv4 = (ip: string): string => spell([0x02, 0x42, ...ip.split('.').map(Number)])

/** The `n`th locally administered MAC of a plan, from the plan's nonce (ten hexadecimal digits). */
export function freshMac(nonce: string, n: number): string {
  const value = (Number.parseInt(nonce, 16) + n) % 2 ** 40
  const digits = value.toString(16).padStart(10, '0')
  return `02:${digits.match(/../g)?.join(':')}`
}
