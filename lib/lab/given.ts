import { type Cidr, familyOf, parseAddress, parseCidr, parseIp, parseSubnet } from '../model/address.ts'
import { CtnetError, usageError } from '../model/error.ts'
import { parsePrefix } from '../model/prefix-words.ts'
import { quoted } from '../model/text.ts'

/** What was said of an interface's addresses. */
export interface Given {
  readonly cidrs: readonly Cidr[]
  readonly gateways: readonly string[]
  /** Whether more are to be chosen. */
  readonly auto: boolean
}

/** The addresses of an end of a cable, or of a bridge: `IP/PREFIX[@GATEWAY]`, `auto` or `none`. @throws exit 2 */
export function parseGiven(at: string, texts: readonly string[] | undefined): Given {
  const specs = (texts ?? ['auto']).map((text) => saying(at, () => parseAddress(text)))
  const gateways = specs.flatMap((spec) => (spec.kind === 'cidr' ? (spec.gateway ?? []) : []))
  if (specs.some(({ kind }) => kind === 'dhcp')) {
    throw usageError(`${at}: no address is leased inside of a lab`, 'give one as IP/PREFIX, or leave it out')
  }
  return {
    cidrs: specs.flatMap((spec) => (spec.kind === 'cidr' ? spec.cidr : [])),
    gateways,
    auto: specs.some(({ kind }) => kind === 'auto'),
  }
}

/** Addresses of a loopback interface: any `IP/PREFIX`. @throws exit 2 */
export const parseLoopback = (node: string, texts: readonly string[]): Cidr[] =>
  texts.map((text) => saying(`${node}:lo`, () => parseCidr(text)))

/** What an error says, with where it was said. */
export function saying<T>(at: string, parse: () => T): T {
  try {
    return parse()
  } catch (error) {
    if (!(error instanceof CtnetError)) throw error
    const { exit, code, message, hint } = error
    throw new CtnetError(exit, code, `${at}: ${message}`, { hint, cause: error })
  }
}

export interface GivenRoute {
  /** None: the default route. */
  readonly to: Cidr | undefined
  readonly via: string | undefined
}

/** `DEST@VIA` or `DEST`, DEST being a subnet, an address or `default`. @throws exit 2 */
export function parseGivenRoute(node: string, text: string): GivenRoute {
  const [dest = '', via, ...rest] = text.split('@')
  if (rest.length > 0 || (dest === 'default' && via === undefined)) {
    throw usageError(`${node}: ${quoted(text)} is not a route`, 'give one as DEST@VIA, like default@10.0.1.1')
  }
  return saying(node, () => {
    const gateway = via === undefined ? undefined : parseIp(via)
    const prefix = parsePrefix(dest)
    if (prefix.text === 'default') return { to: undefined, via: gateway }
    const to = parseSubnet(
      prefix.text.includes('/') ? prefix.text : `${prefix.text}/${prefix.family === 6 ? 128 : 32}`,
    )
    if (gateway === undefined || familyOf(gateway) === to.family) return { to, via: gateway }
    throw usageError(
      `${quoted(text)}: destination and gateway are not of one family`,
      'give both as IPv4, or both as IPv6',
    )
  })
}

/** One subnet per family. @throws exit 2 */
export function parsePools(where: string, texts: readonly string[]): Cidr[] {
  const pools = new Map<string, Cidr>()
  for (const text of texts) {
    const pool = saying(where, () => parseSubnet(text))
    const other = pools.get(`${pool.family}`)
    if (other !== undefined && (other.ip !== pool.ip || other.prefix !== pool.prefix)) {
      throw usageError(
        `${where}: ${other.ip}/${other.prefix} and ${pool.ip}/${pool.prefix} are both IPv${pool.family}`,
        'give one subnet per family',
      )
    }
    pools.set(`${pool.family}`, pool)
  }
  return [...pools.values()]
}
