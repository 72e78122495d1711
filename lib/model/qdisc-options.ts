import { rateOf, shareOf, showRate, showShare, showTime, sizeOf, timeOf } from './tc-units.ts'
import type { QdiscOptions } from './traffic-control.ts'

/**
 * A kind of qdisc of which all can be told: from the words that make it, and from what `tc -j qdisc show` says, which is
 * in other units and names for each kind (iproute2 6.1, tc/q_KIND.c). Nothing is said where an option isn't known.
 */
interface Kind {
  readonly fromWords: (words: readonly string[]) => QdiscOptions | undefined
  readonly fromShown: (shown: Shown) => QdiscOptions | undefined
  readonly toWords: (options: QdiscOptions) => readonly string[]
}

type Shown = Readonly<Record<string, unknown>>

/** Nothing to choose. */
const PLAIN: Kind = {
  fromWords: (words) => (words.length === 0 ? {} : undefined),
  fromShown: () => ({}),
  toWords: () => [],
}

const LIMITED: Kind = {
  fromWords: (words) => pairs(words, { limit: ['limit', wholeOf] }),
  fromShown: (shown) => numbers(shown, { limit: 'limit' }),
  toWords: ({ limit }) => ['limit', String(limit)],
}

const TBF: Kind = {
  fromWords: (words) => {
    const options = pairs(words, {
      rate: ['rate', rateOf],
      burst: ['burst', sizeOf],
      buffer: ['burst', sizeOf],
      maxburst: ['burst', sizeOf],
      latency: ['latency', timeOf],
    })
    return options !== undefined && Object.keys(options).length === 3 ? options : undefined
  },
  fromShown: (shown) => {
    const options = numbers(shown, { rate: 'rate', burst: 'burst', lat: 'latency' })
    return options !== undefined && Object.keys(options).length === 3 ? options : undefined
  },
  toWords: ({ rate = 0, burst = 0, latency = 0 }) => [
    ...['rate', showRate(rate)],
    ...['burst', `${burstShownAs(rate, burst)}b`],
    ...['latency', `${Math.round(latency)}us`],
  ],
}

/**
 * The burst that `tc` shows as so many bytes again. It is kept as the time that it takes at that rate, in whole
 * microseconds, so that many a number comes out one smaller (iproute2 6.1, tc/tc_core.c, tc_calc_xmitsize).
 */
export function burstShownAs(rate: number, shown: number): number {
  // The kernel's own rounding may cost one more of its clock's ticks.
  const TICK = 0.064
  for (let bytes = shown; bytes <= shown + rate / 1e6 + 2; bytes++) {
    const time = (1e6 * bytes) / rate
    const safe = Math.floor(time) === Math.floor(time - 2 * TICK)
    if (safe && Math.floor((rate * Math.floor(time)) / 1e6) === shown) return bytes
  }
  return shown
}

const HTB: Kind = {
  fromWords: (words) => {
    const options = pairs(words, {
      default: ['default', hexOf],
      r2q: ['r2q', wholeOf],
      direct_qlen: ['queue', wholeOf],
    })
    return options && htb(options)
  },
  fromShown: ({ default: other, direct_packets_stat: _, ...shown }) => {
    const options = numbers(shown, { r2q: 'r2q', direct_qlen: 'queue' })
    const unclassified = typeof other === 'string' ? hexOf(other) : undefined
    return options && unclassified !== undefined ? htb({ ...options, default: unclassified }) : undefined
  },
  toWords: (options) => [
    ...['default', `0x${(options.default ?? 0).toString(16)}`],
    ...['r2q', String(options.r2q)],
    ...(options.queue === undefined ? [] : ['direct_qlen', String(options.queue)]),
  ],
}

/** The usual length of an interface's queue, which `htb` takes for its own unless told otherwise. */
const USUAL_QUEUE = 1000

const htb = ({ default: other = 0, r2q = 10, queue = USUAL_QUEUE }: QdiscOptions): QdiscOptions => ({
  default: other,
  r2q,
  ...(queue !== USUAL_QUEUE && { queue }),
})

const FQ_CODEL: Kind = {
  // What isn't said depends on the kernel and on the interface.
  fromWords: () => undefined,
  fromShown: ({ ecn, ...shown }) => {
    const options = numbers(shown, {
      limit: 'limit',
      flows: 'flows',
      quantum: 'quantum',
      target: 'target',
      interval: 'interval',
      memory_limit: 'memory_limit',
      drop_batch: 'drop_batch',
    })
    return options && { ...options, ecn: ecn === true ? 1 : 0 }
  },
  toWords: ({ ecn, target, interval, ...rest }) => [
    // Times are kept in units of 1024 nanoseconds, and come out one smaller (include/net/codel.h).
    ...(target === undefined ? [] : ['target', `${target + 1}us`]),
    ...(interval === undefined ? [] : ['interval', `${interval + 1}us`]),
    ...Object.entries(rest).flatMap(([key, value]) => [key, String(value)]),
    ecn === 1 ? 'ecn' : 'noecn',
  ],
}

/** How many packets `netem` holds unless told otherwise. */
const USUAL_LIMIT = 1000
const SHARES = ['loss', 'corrupt', 'duplicate', 'reorder'] as const

const NETEM: Kind = {
  fromWords: (words) => {
    const [delay, ...rest] = words[0] === 'delay' ? [words[1], ...words.slice(2)] : [undefined, ...words]
    const jitter = timeOf(rest[0] ?? '')
    const options = pairs(jitter === undefined ? rest : rest.slice(1), {
      limit: ['limit', wholeOf],
      rate: ['rate', rateOf],
      ...Object.fromEntries(SHARES.map((share) => [share, [share, shareOf] as const])),
    })
    const latency = delay === undefined ? 0 : timeOf(delay)
    return options && latency !== undefined
      ? netem({ limit: USUAL_LIMIT, ...options, delay: latency, jitter: jitter ?? 0 })
      : undefined
  },
  fromShown: ({ limit, delay, gap, rate, 'loss-random': loss, corrupt, duplicate, reorder, ...others }) => {
    const shares = { loss, corrupt, duplicate, reorder }
    const parts = [
      inner(delay, { delay: 'delay', jitter: 'jitter' }),
      inner(rate, { rate: 'rate' }),
      ...SHARES.map((share) => inner(shares[share], { [share]: share })),
    ]
    const plain = Object.values(others).every((value) => value === false)
    // Reordering takes a gap, of 1 unless told otherwise.
    const usualGap = gap === undefined || gap === 0 || (gap === 1 && reorder !== undefined)
    if (!plain || !usualGap || typeof limit !== 'number' || parts.includes(undefined)) return undefined
    const { delay: seconds = 0, jitter = 0, ...rest } = Object.assign({}, ...parts) as QdiscOptions
    return netem({ ...rest, limit, delay: seconds * 1e6, jitter: jitter * 1e6 })
  },
  toWords: ({ limit, delay, jitter, rate, ...shares }) => [
    ...(delay === undefined ? [] : ['delay', showTime(delay)]),
    ...(jitter === undefined ? [] : [showTime(jitter)]),
    ...SHARES.flatMap((share) => (shares[share] === undefined ? [] : [share, showShare(shares[share])])),
    ...(rate === undefined ? [] : ['rate', showRate(rate)]),
    ...['limit', String(limit)],
  ],
}

/** Without what is none. */
const netem = (options: QdiscOptions): QdiscOptions =>
  Object.fromEntries(Object.entries(options).filter(([key, value]) => key === 'limit' || value > 0))

const KINDS: Readonly<Record<string, Kind>> = {
  bfifo: LIMITED,
  clsact: PLAIN,
  fq_codel: FQ_CODEL,
  htb: HTB,
  ingress: PLAIN,
  netem: NETEM,
  noqueue: PLAIN,
  pfifo: LIMITED,
  pfifo_fast: PLAIN,
  tbf: TBF,
}

/** Whatever the words that follow its kind ask for. */
export const optionsFromWords = (kind: string, words: readonly string[]): QdiscOptions | undefined =>
  KINDS[kind]?.fromWords(words)

/** What `tc -j qdisc show` says. */
export const optionsFromShown = (kind: string, shown: Shown): QdiscOptions | undefined =>
  KINDS[kind]?.fromShown(shown)

/** Whether it may hold what isn't shown: a jitter's distribution, unless it is known that there is none. */
export const hidesSomething = (kind: string, options: QdiscOptions): boolean =>
  kind === 'netem' && options.jitter !== undefined

/** The words that make it again. */
export const wordsOf = (kind: string, options: QdiscOptions): readonly string[] =>
  KINDS[kind]?.toWords(options) ?? []

const wholeOf = (text: string): number | undefined => (/^\d{1,10}$/.test(text) ? Number(text) : undefined)

const hexOf = (text: string): number | undefined => {
  const digits = /^(?:0x)?([0-9a-f]{1,8})$/i.exec(text)?.[1]
  return digits === undefined ? undefined : Number.parseInt(digits, 16)
}

type Reader = readonly [option: string, read: (text: string) => number | undefined]

/** Options of a word and a value each. */
function pairs(words: readonly string[], known: Readonly<Record<string, Reader>>): QdiscOptions | undefined {
  const options: Record<string, number> = {}
  for (let at = 0; at < words.length; at += 2) {
    const [option = '', read] = known[words[at] ?? ''] ?? []
    const value = read?.(words[at + 1] ?? '')
    if (value === undefined || options[option] !== undefined) return undefined
    options[option] = value
  }
  return options
}

/** Numbers under other names; nothing where there is more. */
function numbers(shown: Shown, names: Readonly<Record<string, string>>): QdiscOptions | undefined {
  const options: Record<string, number> = {}
  for (const [key, value] of Object.entries(shown)) {
    const name = names[key]
    if (name === undefined || typeof value !== 'number') return undefined
    options[name] = value
  }
  return options
}

/** The same of an object inside; what it says of correlations and cells must be none. */
function inner(shown: unknown, names: Readonly<Record<string, string>>): QdiscOptions | undefined {
  if (shown === undefined) return {}
  const own = Object.entries(shown as object).filter(([key, value]) => key in names || value !== 0)
  return numbers(Object.fromEntries(own), names)
}
