import type { Family } from './address.ts'
import { CHAINS, type Chain, commentOf, ownerIn, type Rule, type Verdict } from './firewall.ts'
import type { Match } from './match.ts'

/** The tables that ctnet has chains in. */
export const TABLES = ['filter', 'nat'] as const
export type Table = (typeof TABLES)[number]

export const tableOf = (chain: Chain): Table => (chain === 'DNAT' || chain === 'SNAT' ? 'nat' : 'filter')

export const nameOf = (chain: Chain): string => `CTNET-${chain}`

/** The chain of ctnet's that has that name. */
export const chainNamed = (name: string): Chain | undefined => CHAINS.find((chain) => nameOf(chain) === name)

interface Word {
  readonly key: keyof Match
  readonly option: string
  /** The extension that the option belongs to. */
  readonly extension?: (match: Match) => string
  readonly write?: (value: string) => string
  readonly read?: (value: string) => string
  /** Of several words with one option, whether the value is this one's. */
  readonly takes?: (value: string) => boolean
}

const protocolOf = ({ protocol }: Match): string => protocol ?? ''
const withColon = (ports: string): string => ports.replace('-', ':')
const withDash = (ports: string): string => ports.replace(':', '-')

/** In the order in which `iptables-save` prints them. */
const WORDS: readonly Word[] = [
  { key: 'from', option: '-s' },
  { key: 'to', option: '-d' },
  { key: 'in', option: '-i' },
  { key: 'out', option: '-o' },
  {
    key: 'protocol',
    option: '-p',
    write: (name) => name.replace('icmp6', 'ipv6-icmp'),
    read: (name) => name.replace('ipv6-icmp', 'icmp6'),
  },
  { key: 'icmp', option: '--icmpv6-type', extension: () => 'icmp6' },
  { key: 'sport', option: '--sport', extension: protocolOf, write: withColon, read: withDash },
  { key: 'dport', option: '--dport', extension: protocolOf, write: withColon, read: withDash },
  {
    key: 'state',
    option: '--ctstate',
    extension: () => 'conntrack',
    write: (state) => state.toUpperCase(),
    read: (state) => state.toLowerCase(),
    takes: (value) => value !== 'DNAT',
  },
  {
    key: 'status',
    option: '--ctstate',
    extension: () => 'conntrack',
    write: (state) => state.toUpperCase(),
    read: (state) => state.toLowerCase(),
  },
  {
    key: 'destination',
    option: '--dst-type',
    extension: () => 'addrtype',
    write: (type) => type.toUpperCase(),
    read: (type) => type.toLowerCase(),
  },
]

/** The rule as `iptables-save` prints it, and `iptables-restore` reads it. */
export function writeRule({ chain, ...rule }: Rule): string {
  return `-A ${nameOf(chain)} ${writeSpecification(rule).map(quoted).join(' ')}`
}

/** What follows the chain's name, word by word: what `iptables -C` is asked. */
export function writeSpecification(rule: Omit<Rule, 'chain'>): string[] {
  const { match, verdict } = rule
  let loaded: string | undefined
  const words = WORDS.flatMap(({ key, option, extension, write = (text) => text }) => {
    const value = match[key]
    if (value === undefined) return []
    const name = extension?.(match)
    // One extension takes both of its ports, but each of its states by itself.
    const load = name === undefined || (name === loaded && name === match.protocol) ? [] : ['-m', name]
    loaded = name
    const not = value.startsWith('!')
    return [...load, ...(not ? ['!'] : []), option, write(not ? value.slice(1) : value)]
  })
  return [...words, '-m', 'comment', '--comment', commentOf(rule), ...writeVerdict(verdict)]
}

function writeVerdict(verdict: Verdict): string[] {
  if (typeof verdict === 'string') return ['-j', verdict.toUpperCase()]
  return ['-j', 'DNAT', '--to-destination', writeTarget(verdict)]
}

/** An address, with a port behind it if there is one. */
export const writeTarget = ({ dnat, port }: Extract<Verdict, object>): string => {
  if (port === undefined) return dnat
  return dnat.includes(':') ? `[${dnat}]:${port}` : `${dnat}:${port}`
}

export function readTarget(text: string): Extract<Verdict, object> {
  const [, v6, v6port] = /^\[(.*)\]:(.*)$/.exec(text) ?? []
  if (v6 !== undefined) return { dnat: v6, port: v6port }
  const [, v4, port] = /^([\d.]+):(.*)$/.exec(text) ?? []
  return v4 === undefined ? { dnat: text } : { dnat: v4, port }
}

const quoted = (word: string): string =>
  /^[\w!.:/,[\]@+-]+$/.test(word) ? word : `"${word.replace(/["\\]/g, '\\$&')}"`

const wordsOf = (line: string): string[] =>
  [...line.matchAll(/"((?:[^"\\]|\\.)*)"|(\S+)/g)].map(
    ([, text, word]) => word ?? text?.replace(/\\(.)/g, '$1') ?? '',
  )

/** What a line of `iptables-save` says. */
export interface SavedLine {
  readonly chain: string
  /** Nothing where it has what ctnet has no word for. */
  readonly match: Match | undefined
  readonly target?: string | undefined
  readonly goto?: string | undefined
  readonly comment?: string | undefined
  readonly destination?: string | undefined
}

const OTHERS: Readonly<Record<string, keyof SavedLine>> = {
  '-j': 'target',
  '-g': 'goto',
  '--comment': 'comment',
  '--to-destination': 'destination',
}

/** Takes a rule's line apart; nothing where it is no rule. */
export function readLine(line: string): SavedLine | undefined {
  const [append, chain = '', ...words] = wordsOf(line)
  if (append !== '-A') return undefined
  const match: Record<string, string> = {}
  const said: { -readonly [K in keyof SavedLine]?: string } = {}
  let isKnown = true
  let not = ''
  while (words.length > 0) {
    const option = words.shift() ?? ''
    if (option === '!') {
      not = '!'
      continue
    }
    const value = words.shift() ?? ''
    const word = WORDS.find(({ option: known, takes }) => known === option && (takes?.(value) ?? true))
    const other = OTHERS[option]
    if (word !== undefined) match[word.key] = `${not}${word.read?.(value) ?? value}`
    else if (other !== undefined) said[other] = value
    else if (option !== '-m') isKnown = false
    not = ''
  }
  return { ...said, chain, match: isKnown ? match : undefined }
}

/** A line of `iptables-save` in a chain of ctnet's; nothing where it has what ctnet doesn't write. */
export function readRule(family: Family, line: string): Rule | undefined {
  const { chain: name = '', match, target, comment, destination } = readLine(line) ?? {}
  const chain = chainNamed(name)
  const verdict = destination === undefined ? readVerdict(target) : readTarget(destination)
  if (chain === undefined || match === undefined || verdict === undefined || comment === undefined)
    return undefined
  return { family, chain, match, verdict, owner: ownerIn(comment) }
}

const readVerdict = (target: string | undefined): Verdict | undefined =>
  (['accept', 'drop', 'masquerade'] as const).find((name) => name.toUpperCase() === target)
