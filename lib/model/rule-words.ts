import type { Family } from './address.ts'
import { usageError } from './error.ts'
import type { PolicyRule } from './facts.ts'
import { knownInterfaceName } from './name.ts'
import { oneFamily, parsePrefix } from './prefix-words.ts'
import { parseTable } from './route-table.ts'
import { listed, quoted } from './text.ts'
import { familyWord, parseNumber, readWords } from './word-list.ts'

export const RULE_GRAMMAR =
  '[not] [from PREFIX] [to PREFIX] [iif IF] [oif IF] [fwmark MARK[/MASK]] [tos TOS] [ipproto PROTO] [sport PORT[-PORT]] [dport PORT[-PORT]] [priority N] [lookup TABLE]; -6 where no address says so'

/** Which packets a rule is for. */
export type Selector = Omit<PolicyRule, 'family' | 'priority' | 'table' | 'action' | 'protocol' | 'rest'>

/** A rule as it was asked for: what wasn't said is left to ctnet, or, of one that is to be found, matches all. */
export type RuleWords = Selector & {
  readonly family?: Family | undefined
  readonly priority?: number | undefined
  readonly table?: string | undefined
}

const KEYS = {
  from: 'from',
  to: 'to',
  iif: 'iif',
  oif: 'oif',
  fwmark: 'fwmark',
  tos: 'tos',
  dsfield: 'tos',
  ipproto: 'ipproto',
  sport: 'sport',
  dport: 'dport',
  priority: 'priority',
  preference: 'priority',
  pref: 'priority',
  lookup: 'table',
  table: 'table',
}
const LARGEST = 2 ** 32 - 1

/** The protocols that have a name here; the others have their number (IANA, Protocol Numbers). */
const PROTOCOLS: Readonly<Record<string, string>> = {
  icmp: '1',
  tcp: '6',
  udp: '17',
  gre: '47',
  esp: '50',
  ah: '51',
  'ipv6-icmp': '58',
  sctp: '132',
}
const NAMES = new Map(Object.entries(PROTOCOLS).map(([name, number]) => [number, name]))

/** The words of ip-rule(8) that follow add, replace, del or ls. @throws exit 2 */
export function parseRuleWords(words: readonly string[]): RuleWords {
  const grammar = `give a rule as ${RULE_GRAMMAR}`
  const read = readWords(words, { keys: KEYS, flags: ['not', '-4', '-6'], grammar })
  const parsed = <T>(key: string, parse: (text: string) => T): T | undefined => {
    const text = read.get(key)
    return text === undefined ? undefined : parse(text)
  }
  const from = parsed('from', parseEnd)
  const to = parsed('to', parseEnd)
  const said = { [`from ${from?.text}`]: from?.family, [`to ${to?.text}`]: to?.family }
  const family = oneFamily(said, familyWord(read))
  return {
    family,
    ...(read.has('not') && { not: true }),
    from: from?.text,
    to: to?.text,
    iif: parsed('iif', knownInterfaceName),
    oif: parsed('oif', knownInterfaceName),
    fwmark: parsed('fwmark', parseMark),
    tos: parsed('tos', (text) => parseTos(text, family ?? 4)),
    ipproto: parsed('ipproto', parseProtocol),
    sport: parsed('sport', parsePorts),
    dport: parsed('dport', parsePorts),
    priority: parsed('priority', (text) => parseNumber('priority', text, LARGEST)),
    table: parsed('table', parseTable),
  }
}

/** What a packet comes from or goes to; nothing for all of them. */
function parseEnd(word: string): { readonly text: string | undefined; readonly family?: Family } {
  const { text, ...family } = parsePrefix(word === 'all' ? 'default' : word)
  return { text: text === 'default' ? undefined : text, ...family }
}

/** A mark, of which only the bits of the mask count. Where the mark is 0, `ip` without a mask would take any packet. */
function parseMark(text: string): string {
  const [, value = '', mask = '0xffffffff'] =
    /^(0x[\da-f]{1,8}|[1-9]\d*|0)(?:\/(0x[\da-f]{1,8}|[1-9]\d*))?$/i.exec(text) ?? []
  if (value === '' || Number(value) > LARGEST || Number(mask) > LARGEST || Number(mask) === 0) {
    throw usageError(`${quoted(text)} is not a mark`, 'give MARK or MARK/MASK, like 0x5/0xff')
  }
  const shown = `0x${Number(value).toString(16)}`
  return Number(mask) === LARGEST ? shown : `${shown}/0x${Number(mask).toString(16)}`
}

/** In hexadecimal, as `ip` reads it. The kernel refuses the bits that it gave to others (fib4_rule_configure, RFC 3168). */
function parseTos(text: string, family: Family): string | undefined {
  const tos = /^(0x)?[\da-f]{1,2}$/i.test(text) ? Number.parseInt(text, 16) : Number.NaN
  const bits = family === 4 ? 0x1c : 0xfc
  if ((tos & ~bits) === 0 && !Number.isNaN(tos)) return tos === 0 ? undefined : `0x${tos.toString(16)}`
  throw usageError(
    `${quoted(text)} is no type of service that a rule of IPv${family} may ask for`,
    `give a multiple of 4 in hexadecimal, from 0x4 to 0x${bits.toString(16)}`,
  )
}

function parseProtocol(text: string): string {
  const number = Object.hasOwn(PROTOCOLS, text) ? PROTOCOLS[text] : text
  if (number !== undefined && /^[1-9]\d{0,2}$/.test(number) && Number(number) < 256) return number
  throw usageError(
    `${quoted(text)} is no protocol`,
    `give a number from 1 to 255, or ${listed(Object.keys(PROTOCOLS), 'or')}`,
  )
}

/** The kernel takes no range up to 65535 (include/net/fib_rules.h, fib_rule_port_range_valid). */
const LARGEST_PORT = 65534

function parsePorts(text: string): string {
  const [, first = '', last = first] = /^([1-9]\d{0,4})(?:-([1-9]\d{0,4}))?$/.exec(text) ?? []
  if (first === '' || Number(last) > LARGEST_PORT || Number(first) > Number(last)) {
    throw usageError(
      `${quoted(text)} is no port and no range of ports`,
      `give one like 80, or 80-90, up to ${LARGEST_PORT}`,
    )
  }
  return first === last ? first : `${first}-${last}`
}

/** A rule in the words of ip-rule(8), as ctnet takes it. */
export function showRule(rule: RuleWords & Pick<Partial<PolicyRule>, 'action' | 'rest'>): string {
  const { family, not, ipproto, priority, table, action, rest, ...same } = rule
  const word = (key: string, value: string | number | undefined) => (value === undefined ? [] : [key, value])
  const says = [same.from, same.to].some((end) => end?.includes(':'))
  return [
    ...word('priority', priority),
    ...(not ? ['not'] : []),
    ...word('from', same.from),
    ...word('to', same.to),
    ...word('iif', same.iif),
    ...word('oif', same.oif),
    ...word('fwmark', same.fwmark),
    ...word('tos', same.tos),
    ...word('ipproto', ipproto && (NAMES.get(ipproto) ?? ipproto)),
    ...word('sport', same.sport),
    ...word('dport', same.dport),
    ...word('lookup', table),
    ...(action === undefined ? [] : [action]),
    ...(rest === undefined ? [] : [rest]),
    ...(family === 6 && !says ? ['-6'] : []),
  ].join(' ')
}
