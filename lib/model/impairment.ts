import { usageError } from './error.ts'
import { parseRate, parseShare, parseTime, showRate, showShare, showTime } from './tc-units.ts'
import { IMPAIR_HANDLES, isImpairment, type Qdisc, type QdiscOptions, ROOT } from './traffic-control.ts'

/** What may be done to packets, in the order in which it is shown. */
export const IMPAIRMENTS = ['delay', 'jitter', 'loss', 'corrupt', 'duplicate', 'reorder', 'rate'] as const

/** Times in microseconds, parts of all packets as fractions, the rate in bytes a second. */
export type Impairment = Readonly<Partial<Record<(typeof IMPAIRMENTS)[number], number>>>

/** How each is read. */
export const IMPAIRMENT_READERS: Readonly<Record<keyof Impairment, (text: string) => number>> = {
  delay: parseTime,
  jitter: parseTime,
  loss: parseShare,
  corrupt: parseShare,
  duplicate: parseShare,
  reorder: parseShare,
  rate: parseRate,
}

/** Without what is none. @throws exit 2 where one needs another */
export function checkImpairment(asked: Impairment): Impairment {
  const given = Object.entries(asked).filter(([, value]) => value !== undefined && value > 0)
  const impairment: Impairment = Object.fromEntries(given)
  for (const key of ['jitter', 'reorder'] as const) {
    if (impairment[key] === undefined || impairment.delay !== undefined) continue
    throw usageError(`--${key} without a delay does nothing`, 'give one: --delay 100ms')
  }
  return impairment
}

/** How many packets netem holds: ten times its own default, or a delay on a fast link loses some. */
const PACKETS = 10_000
/** Microseconds of traffic that wait where only the rate is limited; what comes on top is dropped. */
const LATENCY = 400_000
/** Microseconds of traffic that may pass at once. */
const BURST = 10_000

/** The qdisc that does it: for a rate alone `tbf`, which more kernels have, else `netem`. Nothing where nothing is asked. */
export function impairingQdisc(impairment: Impairment, mtu: number, before?: Qdisc): Qdisc | undefined {
  const keys = Object.keys(impairment)
  if (keys.length === 0) return undefined
  const [first, second] = IMPAIR_HANDLES
  const handle = before?.handle === first ? second : first
  const { rate } = impairment
  if (keys.length > 1 || rate === undefined)
    return { kind: 'netem', handle, parent: ROOT, options: { ...impairment, limit: PACKETS } }
  const burst = Math.round(Math.max((rate * BURST) / 1e6, 2 * (mtu + ETHERNET_HEADER)))
  return { kind: 'tbf', handle, parent: ROOT, options: { rate, burst, latency: LATENCY } }
}

const ETHERNET_HEADER = 14

/** What a qdisc of ctnet's does. */
export function impairmentOf(qdisc: Qdisc | undefined): Impairment | undefined {
  if (qdisc?.options === undefined || !isImpairment(qdisc)) return undefined
  return impairmentIn(qdisc.options)
}

const impairmentIn = (options: QdiscOptions): Impairment =>
  Object.fromEntries(IMPAIRMENTS.flatMap((key) => (options[key] === undefined ? [] : [[key, options[key]]])))

/** `delay=100ms,loss=5%`, each value as it may be given. */
export const showImpairment = (impairment: Impairment): string =>
  Object.entries(impairmentTexts(impairment))
    .map(([key, text]) => `${key}=${text}`)
    .join(',')

/** Each value as it may be given. */
export const impairmentTexts = (impairment: Impairment): Readonly<Record<string, string>> =>
  Object.fromEntries(
    IMPAIRMENTS.flatMap((key) => {
      const value = impairment[key]
      return value === undefined ? [] : [[key, textOf(key, value)]]
    }),
  )

function textOf(key: keyof Impairment, value: number): string {
  if (key === 'rate') return showRate(value)
  return key === 'delay' || key === 'jitter' ? showTime(value) : showShare(value)
}
