import { type Family, familyOf, parseIp } from './address.ts'
import { usageError } from './error.ts'
import { parseMtu } from './mtu.ts'
import { knownInterfaceName } from './name.ts'
import { oneFamily, parsePrefix } from './prefix-words.ts'
import type { DeadEnd, Route } from './route.ts'
import { parseTable } from './route-table.ts'
import { listed, quoted } from './text.ts'
import { familyWord, parseNumber, readWords } from './word-list.ts'

export const ROUTE_GRAMMAR =
  'DEST [via GW] [dev IF] [src IP] [metric N] [table T] [scope global|link] [proto P] [onlink] [mtu N], or blackhole|unreachable|prohibit DEST [metric N] [table T] [proto P]; DEST is a subnet, an address or default; -6 where no address says so'

/** A route as it was asked for: what wasn't said is left to the kernel, or, of one that is to be found, matches all. */
export type RouteWords = {
  readonly [K in Exclude<keyof Route, 'family' | 'to'>]?: Route[K] | undefined
} & Pick<Route, 'family' | 'to'>

const KEYS = {
  to: 'to',
  via: 'via',
  dev: 'dev',
  src: 'src',
  metric: 'metric',
  preference: 'metric',
  table: 'table',
  scope: 'scope',
  proto: 'proto',
  protocol: 'proto',
  mtu: 'mtu',
}
const TYPES: readonly DeadEnd[] = ['blackhole', 'unreachable', 'prohibit']
const LARGEST_METRIC = 2 ** 32 - 1

/** Who may have made a route, as `ip` names them (iproute2, rt_protos). */
const PROTOCOLS: Readonly<Record<number, string>> = {
  1: 'redirect',
  2: 'kernel',
  3: 'boot',
  4: 'static',
  8: 'gated',
  9: 'ra',
  10: 'mrt',
  11: 'zebra',
  12: 'bird',
  16: 'dhcp',
  18: 'keepalived',
  42: 'babel',
  186: 'bgp',
  187: 'isis',
  188: 'ospf',
  189: 'rip',
  192: 'eigrp',
}

/** The words of ip-route(8) that follow add, replace or del. @throws exit 2 */
export function parseRouteWords(words: readonly string[]): RouteWords {
  const read = readWords(words, {
    keys: KEYS,
    flags: ['onlink', '-4', '-6', ...TYPES],
    first: 'to',
    grammar: `give a route as ${ROUTE_GRAMMAR}`,
  })
  const parsed = <T>(key: string, parse: (text: string) => T): T | undefined => {
    const text = read.get(key)
    return text === undefined ? undefined : parse(text)
  }
  const dest = read.get('to')
  if (dest === undefined) throw usageError('the destination is missing', `give a route as ${ROUTE_GRAMMAR}`)
  const [type, second] = TYPES.filter((one) => read.has(one))
  if (second !== undefined) throw usageError(`${type} and ${second}: which?`, 'leave one out')
  const via = parsed('via', parseIp)
  const src = parsed('src', parseIp)
  const to = parsePrefix(dest)
  const said = {
    [dest]: to.family,
    [`via ${via}`]: via && familyOf(via),
    [`src ${src}`]: src && familyOf(src),
  }
  const family = oneFamily(said, familyWord(read)) ?? 4
  const metric = parsed('metric', (text) => parseNumber('metric', text, LARGEST_METRIC))
  return {
    family,
    to: to.text,
    type,
    via,
    dev: parsed('dev', knownInterfaceName),
    src,
    metric,
    table: parsed('table', parseTable),
    scope: parsed('scope', (text) => parseScope(text, family)),
    protocol: parsed('proto', parseProtocol),
    ...(read.has('onlink') && { onlink: true }),
    mtu: parsed('mtu', parseMtu),
  }
}

function parseScope(text: string, family: Family): string {
  if (text !== 'global' && text !== 'link')
    throw usageError(`${quoted(text)} is no scope that a route may have`, 'give global or link')
  if (family === 6 && text !== 'global') throw usageError('IPv6 routes have no scope', 'leave scope out')
  return text
}

function parseProtocol(text: string): string {
  if (Object.values(PROTOCOLS).includes(text)) return text
  const number = /^\d{1,3}$/.test(text) ? Number(text) : 256
  if (number < 256) return PROTOCOLS[number] ?? text
  throw usageError(
    `${quoted(text)} is no route protocol`,
    `give a number, or one of ${listed(Object.values(PROTOCOLS), 'or')}`,
  )
}

/** A route in the words of ip-route(8), as ctnet takes it. */
export function showRoute(route: RouteWords): string {
  const { family, to, type, via, dev, table, protocol, scope, metric, src, onlink, mtu } = route
  // What the kernel has where nothing is said.
  const usual = via === undefined && type === undefined ? 'link' : 'global'
  const silent = family === 6 || scope === undefined || scope === usual
  return [
    ...(type === undefined ? [] : [type]),
    ...[to === 'default' && family === 6 && via === undefined ? '::/0' : to],
    ...(via === undefined ? [] : ['via', via]),
    ...(dev === undefined || type !== undefined ? [] : ['dev', dev]),
    ...(table === undefined || table === 'main' ? [] : ['table', table]),
    ...(protocol === undefined || protocol === 'boot' ? [] : ['proto', protocol]),
    ...(silent ? [] : ['scope', scope]),
    ...(metric === undefined || (family === 6 && metric === IPV6_METRIC) ? [] : ['metric', String(metric)]),
    ...(src === undefined ? [] : ['src', src]),
    ...(onlink ? ['onlink'] : []),
    ...(mtu === undefined ? [] : ['mtu', String(mtu)]),
  ].join(' ')
}

/** What an IPv6 route has that nobody gave a metric (include/net/ip6_route.h, IP6_RT_PRIO_USER). */
export const IPV6_METRIC = 1024
