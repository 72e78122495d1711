import { isIp, parseIp } from './address.ts'
import { usageError } from './error.ts'
import type { Port } from './policy.ts'
import { quoted } from './text.ts'

/** A port that is to be published, as it is written: which of the host's ports it is may be left open. */
export interface PublishSpec {
  readonly ip?: string | undefined
  /** The host's ports that it may be: one, or the first that is free; nothing: one of the dynamic ones. */
  readonly host?: readonly [number, number] | undefined
  readonly port: Port
}

/** Where ports come from that nobody chose (the document, "Binding container ports to the host"). */
export const DYNAMIC: readonly [number, number] = [49000, 49900]

const PROTOCOLS = ['tcp', 'udp', 'sctp'] as const

const GRAMMAR = 'write PORT, HOSTPORT:PORT, IP:HOSTPORT:PORT or IP::PORT, with /udp behind it for UDP'

/** `80`, `53/udp`. @throws exit 2 */
export function parsePort(text: string): Port {
  const [number = '', protocol = 'tcp', ...more] = text.split('/')
  const known = PROTOCOLS.find((name) => name === protocol)
  if (known === undefined || more.length > 0)
    throw usageError(`${quoted(text)} is not a port`, 'write 80, 80/tcp, 53/udp or 9899/sctp')
  return { port: toNumber(number, text), protocol: known }
}

export const showPort = ({ port, protocol }: Port): string => `${port}/${protocol}`

/**
 * A port to publish in the grammar of docker's `-p`, by itself for each port of a range: `8080:80`, `127.0.0.1:8080:80`,
 * `127.0.0.1::80`, `80`, `8000-8010:9000-9010`, `8000-8010:80`, `[fd00::1]:53:53/udp`; of one that names no address of the
 * host's it is `otherwise`. @throws exit 2
 */
export function parsePublish(text: string, otherwise?: string): readonly PublishSpec[] {
  const wrong = () => usageError(`${quoted(text)} is not a port to publish`, GRAMMAR)
  const found = /^(?:(?:\[([^\]]*)\]|([\d.]+)):(?=.*:))?(?:([\d-]*):)?([\d-]+(?:\/\w+)?)$/.exec(text)
  if (found === null) throw wrong()
  const [, v6, v4, hosts = '', inside = ''] = found
  const ip = v6 ?? v4
  if (ip !== undefined && !isIp(ip)) throw usageError(`${quoted(ip)} is not an IP address`, GRAMMAR)
  if (ip === undefined && text.startsWith(':')) throw wrong()
  const [ports = '', protocol = 'tcp'] = inside.split('/')
  const own = toRange(ports, text)
  const host = hosts === '' ? undefined : toRange(hosts, text)
  const [length, room] = [own[1] - own[0], host === undefined ? undefined : host[1] - host[0]]
  if (room !== undefined && length > 0 && room !== length) {
    throw usageError(
      `${quoted(text)}: the ranges differ in length`,
      'give as many ports of the host as of the container',
    )
  }
  return Array.from({ length: length + 1 }, (_, at) => ({
    ip: addressed(ip ?? otherwise),
    host: host === undefined || length === 0 ? host : ([host[0] + at, host[0] + at] as const),
    port: parsePort(`${own[0] + at}/${protocol}`),
  }))
}

/** `0.0.0.0` and `::` are as good as none. */
export const addressed = (ip: string | undefined): string | undefined =>
  ip === undefined || ['0.0.0.0', '::'].includes(parseIp(ip)) ? undefined : parseIp(ip)

function toRange(text: string, whole: string): readonly [number, number] {
  const [from = '', to = from, ...more] = text.split('-')
  const range = [toNumber(from, whole), toNumber(to, whole)] as const
  if (more.length > 0 || range[0] > range[1])
    throw usageError(`${quoted(text)} is not a range of ports`, 'write LOW-HIGH')
  return range
}

function toNumber(text: string, whole: string): number {
  const number = Number(text)
  if (/^\d{1,5}$/.test(text) && number >= 1 && number <= 65535) return number
  const where = text === whole ? '' : `${quoted(whole)}: `
  throw usageError(`${where}${quoted(text)} is not a port`, 'ports are 1 to 65535')
}
