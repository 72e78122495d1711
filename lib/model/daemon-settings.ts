import { type Cidr, hostAddress, parseCidr, parseSubnet, showCidr } from './address.ts'
import { usageError } from './error.ts'
import { parseMtu } from './mtu.ts'
import { quoted } from './text.ts'

/** What `ctnet docker0` sets: the keys of daemon.json, which are dockerd's flags too. */
export const DAEMON_KEYS = [
  'bip',
  'mtu',
  'icc',
  'ip',
  'dns',
  'dns-search',
  'fixed-cidr',
  'ip-forward',
  'iptables',
] as const

export type DaemonKey = (typeof DAEMON_KEYS)[number]

/** Values for some of them, as they stand in the file. */
export type DaemonSettings = Readonly<
  Partial<Record<DaemonKey, string | number | boolean | readonly string[]>>
>

/** Docker's own bridge takes IPv4 here, and its containers need room beside it. @throws exit 2 */
export function parseBip(text: string): string {
  const cidr = hostAddress(ipv4('--bip', text, parseCidr(text)))
  if (cidr.prefix <= 30) return showCidr(cidr)
  throw usageError(
    `${showCidr(cidr)} leaves no address for a container`,
    `give a larger subnet: ${cidr.ip}/24`,
  )
}

/** Bytes; `auto` is for whoever knows the host. @throws exit 2 */
export const parseMtuOrAuto = (text: string): number | 'auto' => (text === 'auto' ? text : parseMtu(text))

/** @throws exit 2 */
export const parseFixedCidr = (text: string): string =>
  showCidr(ipv4('--fixed-cidr', text, parseSubnet(text)))

function ipv4(option: string, text: string, cidr: Cidr): Cidr {
  if (cidr.family === 4) return cidr
  throw usageError(`${option} takes IPv4, not ${quoted(text)}`, 'give one like 192.168.9.1/24')
}
