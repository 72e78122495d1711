import type { Family } from './address.ts'
import { commentOf, ownerIn, type Rule, type Verdict } from './firewall.ts'
import { chainNamed, readTarget, writeTarget } from './iptables.ts'
import type { Match } from './match.ts'

/** The table that is ctnet's alone, as `nft` names it. */
export const NFT_TABLE = ['inet', 'ctnet'] as const

const ip = (family: Family): string => (family === 4 ? 'ip' : 'ip6')
const PROTOCOL = { 4: 'ipv4', 6: 'ipv6' } as const

interface Word {
  readonly key: keyof Match
  /** What stands before the value. */
  readonly words: (family: Family, match: Match) => string
  readonly write?: (value: string) => string
  /** How it is written that a packet must not have the value; with `!=` before that, if nothing else is said. */
  readonly without?: (value: string) => string
}

const withoutPrefix = (subnet: string): string => subnet.replace(/\/(32|128)$/, '')

/** In the order in which they are written. */
const WORDS: readonly Word[] = [
  { key: 'from', words: (family) => `${ip(family)} saddr`, write: withoutPrefix },
  { key: 'to', words: (family) => `${ip(family)} daddr`, write: withoutPrefix },
  { key: 'in', words: () => 'iifname', write: (name) => `"${name}"` },
  { key: 'out', words: () => 'oifname', write: (name) => `"${name}"` },
  { key: 'icmp', words: () => 'icmpv6 type' },
  { key: 'sport', words: (_, { protocol }) => `${protocol} sport` },
  { key: 'dport', words: (_, { protocol }) => `${protocol} dport` },
  { key: 'state', words: () => 'ct state' },
  // `!=` would ask whether that bit alone is set.
  { key: 'status', words: () => 'ct status', without: (value) => `& ${value} == 0` },
  { key: 'destination', words: () => 'fib daddr type' },
]

/** The rule as `nft` reads it: a line of its chain. */
export function writeNftRule(rule: Rule): string {
  const { family, match, verdict } = rule
  const told = match.from !== undefined || match.to !== undefined
  const words = WORDS.flatMap(({ key, words: before, write = (text) => text, without }) => {
    const value = match[key]
    if (value === undefined) return []
    const unequal = without ?? ((text) => `!= ${write(text)}`)
    return `${before(family, match)} ${value.startsWith('!') ? unequal(value.slice(1)) : write(value)}`
  })
  return [
    ...(told ? [] : [`meta nfproto ${PROTOCOL[family]}`]),
    ...words,
    typeof verdict === 'string' ? verdict : `dnat ${ip(family)} to ${writeTarget(verdict)}`,
    `comment "${commentOf(rule)}"`,
  ].join(' ')
}

/** What a part of a line says, by its pattern. */
interface Reading {
  readonly pattern: RegExp
  readonly says: (...groups: string[]) => Match & { readonly family?: Family }
}

const NUMBERS: Readonly<Record<string, string>> = {
  'nd-neighbor-solicit': '135',
  'nd-neighbor-advert': '136',
}

const unless = (not: string | undefined, value: string): string => `${not ? '!' : ''}${value}`

const READINGS: readonly Reading[] = [
  { pattern: /meta nfproto ipv([46])/, says: (v) => ({ family: v === '6' ? 6 : 4 }) },
  {
    pattern: /ip(6?) ([sd])addr (!= )?(\S+)/,
    says: (six, side, not, value = '') => {
      const family = six === '6' ? 6 : 4
      const subnet = value.includes('/') ? value : `${value}/${family === 4 ? 32 : 128}`
      return { family, [side === 's' ? 'from' : 'to']: unless(not, subnet) }
    },
  },
  {
    pattern: /([io])ifname (!= )?"([^"]*)"/,
    says: (way, not, name = '') => ({ [way === 'i' ? 'in' : 'out']: unless(not, name) }),
  },
  {
    pattern: /icmpv6 type (\S+)/,
    // What says so needs no `meta nfproto`, and is listed without.
    says: (type = '') => ({ family: 6, protocol: 'icmp6', icmp: NUMBERS[type] ?? type }),
  },
  {
    pattern: /(tcp|udp|sctp) ([sd]port) (\S+)/,
    says: (protocol, side = '', value) => ({ protocol, [side]: value }),
  },
  {
    pattern: /ct state (\S+)/,
    says: (states = '') => ({ state: sorted(states) }),
  },
  {
    pattern: /ct status (?:(!|&) )?(\S+)(?: == 0)?/,
    says: (not, status = '') => ({ status: unless(not, status) }),
  },
  {
    pattern: /fib daddr type (!= )?(\S+)/,
    says: (not, type = '') => ({ destination: unless(not, type) }),
  },
]

/** A line of a chain of ctnet's, as `nft list table` prints it; nothing where it has what ctnet doesn't write. */
export function readNftRule(chainName: string, line: string): Rule | undefined {
  const chain = chainNamed(chainName)
  const [, spelled, comment] = /^(.*) comment "(.*)"$/.exec(line) ?? []
  if (chain === undefined || spelled === undefined || comment === undefined) return undefined
  let rest = `${spelled} `
  let said: ReturnType<Reading['says']> = {}
  for (let read = true; read; ) {
    read = false
    for (const { pattern, says } of READINGS) {
      const found = new RegExp(`^${pattern.source} `).exec(rest)
      if (found === null) continue
      said = { ...said, ...says(...found.slice(1)) }
      rest = rest.slice(found[0].length)
      read = true
    }
  }
  const { family = 4, ...match } = said
  const verdict = readVerdict(rest.trim())
  return verdict && { family, chain, match, verdict, owner: ownerIn(comment) }
}

/** In the order in which iptables has them: `nft` has another. */
const STATES = ['invalid', 'new', 'related', 'established', 'untracked']

const sorted = (states: string): string =>
  states
    .split(',')
    .sort((a, b) => STATES.indexOf(a) - STATES.indexOf(b))
    .join(',')

function readVerdict(text: string): Verdict | undefined {
  const target = /^dnat ip6? to (\S+)$/.exec(text)?.[1]
  if (target !== undefined) return readTarget(target)
  return (['accept', 'drop', 'masquerade'] as const).find((name) => name === text)
}
