import { isIp, parseIp } from './address.ts'
import { linesOf, textOf, withLines } from './text-lines.ts'

/** What a resolver is told (resolv.conf(5)). */
export interface Resolver {
  readonly servers: readonly string[]
  readonly search: readonly string[]
}

/** The most servers that a resolver asks (resolv.conf(5), MAXNS). */
export const MOST_SERVERS = 3

/** Stands above a line of ctnet's: `search` takes what follows it for domains, so no comment can stand behind. */
const OWN = '# ctnet'

/** Begins a line that counted before ctnet's came in its place. */
const WAS = '# ctnet: was '

const SERVER = /^nameserver\s/
const SEARCH = /^(?:search|domain)\s/
const OPTIONS = /^options\s/
const ALL = /^(?:nameserver|search|domain|options)\s/

const wordsOf = (line: string): readonly string[] =>
  line
    .replace(/[#;].*/, '')
    .trim()
    .split(/\s+/)
    .slice(1)

/** What counts: the first three servers, and the last line of domains. */
export function parseResolver(text: string): Resolver {
  const lines = linesOf(text)
  const servers = lines
    .filter((line) => SERVER.test(line))
    .flatMap((line) => wordsOf(line).slice(0, 1))
    .map((ip) => (isIp(ip) ? parseIp(ip) : ip))
  const search = lines.filter((line) => SEARCH.test(line)).at(-1)
  return { servers: servers.slice(0, MOST_SERVERS), search: search === undefined ? [] : wordsOf(search) }
}

const same = (a: readonly string[], b: readonly string[]): boolean => a.join(' ') === b.join(' ')

/** The text with these servers in the place of those that counted, which it keeps as comments. */
export function withServers(text: string, servers: readonly string[]): string {
  if (same(parseResolver(text).servers, servers)) return text
  return inPlaceOf(
    SERVER,
    text,
    servers.map((ip) => `nameserver ${ip}`),
  )
}

/** The text with these domains in the place of those that counted, which it keeps as comments. */
export function withSearch(text: string, search: readonly string[]): string {
  if (same(parseResolver(text).search, search)) return text
  return inPlaceOf(SEARCH, text, [`search ${search.join(' ')}`])
}

/** Whether a server answers only those in its own network. */
export const isLoopback = (ip: string): boolean => ip.startsWith('127.') || ip === '::1'

/** The text with what counts in another file; servers that can't be reached from another network are left out. */
export function withCopy(text: string, from: string): string {
  const { servers, search } = parseResolver(from)
  const lines = [
    ...servers.filter((ip) => !isLoopback(ip)).map((ip) => `nameserver ${ip}`),
    ...(search.length === 0 ? [] : [`search ${search.join(' ')}`]),
    ...linesOf(from).filter((line) => OPTIONS.test(line)),
  ]
  return textOf(withLines(linesOf(text), owned(lines)))
}

const owned = (lines: readonly string[]): readonly string[] => lines.flatMap((line) => [OWN, line])

/** Lines of ctnet's in the place of those of a kind, its own of that kind too. */
function inPlaceOf(kind: RegExp, text: string, lines: readonly string[]): string {
  const kept = linesOf(withoutOwn(text, kind)).map((line) => (kind.test(line) ? WAS + line : line))
  return textOf(withLines(kept, owned(lines)))
}

/** The text without what ctnet wrote (of one kind, if that is said), and with what counted before. */
export function withoutOwn(text: string, kind = ALL): string {
  const lines = linesOf(text)
  return textOf(
    lines.flatMap((line, at) => {
      if (line === OWN) return kind === ALL || kind.test(lines[at + 1] ?? '') ? [] : line
      if (lines[at - 1] === OWN && kind.test(line)) return []
      const was = line.startsWith(WAS) ? line.slice(WAS.length) : ''
      return kind.test(was) ? was : line
    }),
  )
}
