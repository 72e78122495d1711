import { isIp, parseIp } from './address.ts'
import { usageError } from './error.ts'
import { quoted } from './text.ts'

/** A port of the host's that leads to a container's. */
export interface PublishedPort {
  /** The host's address; nothing: all of them. */
  readonly ip?: string
  /** Nothing: the first that is free. */
  readonly hostPort?: number
  readonly port: number
  readonly protocol: 'tcp' | 'udp'
}

/** `[[IP:][HOSTPORT]:]PORT[/udp]`, as `docker run -p` takes it; an IPv6 address stands in brackets. @throws exit 2 */
export function parsePublishedPort(text: string): PublishedPort {
  const [, ports = '', protocol = 'tcp'] = /^([^/]*)(?:\/(tcp|udp))?$/.exec(text) ?? []
  const [, ip, host, port] = /^(?:(?:(\[[^\]]*\]|[\d.]+):)?(\d*):)?(\d+)$/.exec(ports) ?? []
  const bare = ip?.replace(/^\[|\]$/g, '')
  const numbers = [port, host || undefined].flatMap((digits) => (digits === undefined ? [] : Number(digits)))
  const right = numbers.length > 0 && numbers.every((number) => number >= 1 && number <= 65535)
  if (!right || (bare !== undefined && !isIp(bare))) {
    throw usageError(
      `${quoted(text)} is no port to publish`,
      'give one as [[IP:][HOSTPORT]:]PORT[/udp], like 8080:80',
    )
  }
  return {
    ...(bare !== undefined && { ip: parseIp(bare) }),
    ...(host && { hostPort: Number(host) }),
    port: Number(port),
    protocol: protocol === 'udp' ? 'udp' : 'tcp',
  }
}
