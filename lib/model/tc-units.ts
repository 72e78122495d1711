import { usageError } from './error.ts'
import { quoted } from './text.ts'

// Values as tc(8) takes them ("PARAMETERS"), except that a unit must be said: a bare `100` is 100 microseconds there.

const RATES: Units = [
  ['tbit', 125e9],
  ['gbit', 125e6],
  ['mbit', 125e3],
  ['kbit', 125],
  ['bit', 0.125],
]
const MORE_RATES: Units = [
  ...RATES,
  ['tibit', 2 ** 37],
  ['gibit', 2 ** 27],
  ['mibit', 2 ** 17],
  ['kibit', 2 ** 7],
  ['tbps', 1e12],
  ['gbps', 1e9],
  ['mbps', 1e6],
  ['kbps', 1e3],
  ['bps', 1],
]
const TIMES: Units = [
  ['s', 1e6],
  ['ms', 1e3],
  ['us', 1],
]
const MORE_TIMES: Units = [...TIMES, ['sec', 1e6], ['secs', 1e6], ['msec', 1e3], ['usec', 1]]
const SIZES: Units = [
  ['', 1],
  ['b', 1],
  ['k', 2 ** 10],
  ['kb', 2 ** 10],
  ['m', 2 ** 20],
  ['mb', 2 ** 20],
  ['kbit', 2 ** 7],
  ['mbit', 2 ** 17],
]

type Units = readonly (readonly [name: string, factor: number])[]

const NUMBER = /^(\d{1,12}(?:\.\d{1,9})?)([a-z%]*)$/

function numberOf(text: string, units: Units): number | undefined {
  const [, digits, unit] = NUMBER.exec(text.toLowerCase()) ?? []
  const factor = units.find(([name]) => name === unit)?.[1]
  // Without the last digits, which are the floating point's own.
  return factor === undefined ? undefined : Number((Number(digits) * factor).toPrecision(12))
}

/** With the largest unit that leaves few digits. */
function show(value: number, units: Units): string {
  const rounded = Number(value.toPrecision(9))
  const [name, factor] = units.find(([, factor]) => rounded >= factor) ?? units.at(-1) ?? ['', 1]
  return `${Number((rounded / factor).toPrecision(9))}${name}`
}

/** Bytes a second. */
export const rateOf = (text: string): number | undefined => numberOf(text, MORE_RATES)
/** Microseconds. */
export const timeOf = (text: string): number | undefined => numberOf(text, MORE_TIMES)
/** Bytes. */
export const sizeOf = (text: string): number | undefined => numberOf(text, SIZES)
/** A fraction. */
export const shareOf = (text: string): number | undefined => numberOf(text, [['%', 0.01]])

export const showRate = (bytes: number): string => show(bytes, RATES)
export const showTime = (microseconds: number): string => show(microseconds, TIMES)
export const showShare = (fraction: number): string => `${Number((fraction * 100).toPrecision(6))}%`

/** The longest that 32 bits can tell in units of 64 nanoseconds, in which `tc` gives a delay to older kernels. */
const LONGEST = 274e6
const SLOWEST = 125
const FASTEST = 125e9

/** A time in microseconds. @throws exit 2 */
export const parseTime = (text: string): number =>
  demand(timeOf(text), 0, LONGEST, `${quoted(text)} is not a time`, 'give one from 0ms to 274s, like 100ms')

/** A rate in bytes a second. @throws exit 2 */
export const parseRate = (text: string): number =>
  demand(
    rateOf(text),
    SLOWEST,
    FASTEST,
    `${quoted(text)} is not a rate`,
    'give one from 1kbit to 1tbit, like 10mbit',
  )

/** A part of all packets, as a fraction. @throws exit 2 */
export const parseShare = (text: string): number =>
  demand(shareOf(text), 0, 1, `${quoted(text)} is not a percentage`, 'give one from 0% to 100%, like 5%')

function demand(value: number | undefined, least: number, most: number, what: string, hint: string): number {
  if (value !== undefined && value >= least && value <= most) return value
  throw usageError(what, hint)
}
