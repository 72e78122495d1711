import { isIp, parseAddress, parseIp, parseSubnet } from '../model/address.ts'
import { parseBridgeAddresses } from '../model/bridge-address.ts'
import { usageError } from '../model/error.ts'
import { quoted } from '../model/text.ts'
import { parseDhcpClient } from '../recipes/attach-dhcp.ts'
import type { AttachIntent, RouteIntent } from '../recipes/attach-intent.ts'

type Words = AttachIntent<unknown>

/** Where none is given, one is chosen. @throws exit 2 */
export function parseAddresses(texts: readonly string[]): Words['addresses'] {
  const specs = (texts.length === 0 ? ['auto'] : texts).map(parseAddress)
  if (specs.length > 1 && specs.some(({ kind }) => kind === 'none'))
    throw usageError('none means no address, and others are given', 'leave one out')
  return specs
}

/** How a DHCP server is asked, if that is said. @throws exit 2 */
export function parseDhcp(client: string | undefined, options: readonly string[] = []): Words['dhcp'] {
  if (client === undefined && options.length === 0) return undefined
  return { client: client === undefined ? undefined : parseDhcpClient(client), options }
}

/** @throws exit 2 where no bridge would be made */
export function parseBridgeAddress(
  texts: readonly string[] | undefined,
  create: boolean | undefined,
): Words['bridgeAddress'] {
  if (texts === undefined) return undefined
  if (!create) throw usageError('--bridge-address is for a bridge that is made', 'add --create')
  return parseBridgeAddresses(texts)
}

/** @throws exit 2 */
export function parseGateway(texts: readonly string[] | undefined): Words['gateway'] {
  if (texts === undefined) return 'auto'
  const [first] = texts
  if (texts.length === 1 && (first === 'auto' || first === 'none')) return first
  const word = texts.find((text) => text === 'auto' || text === 'none')
  if (word !== undefined)
    throw usageError(`--gateway ${word} stands alone, and another is given`, 'leave one out')
  return texts.map(parseIp)
}

/** `DEST[@VIA]`: a subnet, or an address as a subnet of its own. @throws exit 2 */
export function parseRoute(text: string): RouteIntent {
  const [dest = '', via, ...rest] = text.split('@')
  if (rest.length > 0)
    throw usageError(`${quoted(text)} has two gateways`, 'give a route as DEST or DEST@VIA')
  if (dest === 'default' || !isIp(dest.split('/')[0] ?? '')) {
    throw usageError(
      `${quoted(text)} is not a route`,
      dest === 'default'
        ? `a default route is given by its gateway: --gateway ${via ?? 'IP'}`
        : 'give one as DEST or DEST@VIA, like 10.0.0.0/8@172.17.42.1',
    )
  }
  const to = parseSubnet(dest.includes('/') ? dest : `${dest}/${dest.includes(':') ? 128 : 32}`)
  return via === undefined ? { to } : { to, via: parseIp(via) }
}
