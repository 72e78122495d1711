/** A queueing discipline of a link (tc(8)), other than those that the kernel gives it by itself. */
export interface Qdisc {
  /** `tbf`, `netem`, `htb` … */
  readonly kind: string
  /** `10:` */
  readonly handle: string
  /** `root`, a class like `1:10`, or `ffff:fff1` for what comes in. */
  readonly parent: string
  /** All that it was given; nothing where that can't be told from what `tc` shows of it. */
  readonly options?: QdiscOptions | undefined
}

/** In bytes a second, bytes, microseconds, fractions and plain numbers. */
export type QdiscOptions = Readonly<Record<string, number>>

export interface Filter {
  /** The handle of a qdisc, or `ffff:fff2` (what comes in) or `ffff:fff3` (what goes out) of one like `clsact`. */
  readonly parent: string
  readonly preference: number
}

/** What `tc` knows of a link. */
export interface TrafficControl {
  readonly qdiscs: readonly Qdisc[]
  /** Their ids: `1:10`. */
  readonly classes: readonly string[]
  readonly filters: readonly Filter[]
}

export const NO_CONTROL: TrafficControl = { qdiscs: [], classes: [], filters: [] }

export const ROOT = 'root'
/** The parent of `ingress` and `clsact`, of which a link has one at most, and the handle that it always has. */
export const INGRESS = 'ffff:fff1'
export const INGRESS_HANDLE = 'ffff:'
/** Where filters stand for what comes in. */
export const INGRESS_FILTERS = 'ffff:fff2'

/**
 * The handles of the qdiscs that `ctnet impair` makes, by which they are known: below those that the kernel gives. There
 * are two, so that one can take the place of the other as a whole: a qdisc that is changed keeps what isn't said anew.
 */
export const IMPAIR_HANDLES = ['1c7e:', '1c7f:'] as const

export const isImpairment = ({ handle }: Qdisc): boolean => IMPAIR_HANDLES.some((own) => own === handle)

export const qdiscAt = (control: TrafficControl | undefined, parent: string): Qdisc | undefined =>
  control?.qdiscs.find((qdisc) => qdisc.parent === parent)

/** The first part of a handle or class id: of `1:10` it is `1:`. */
export const majorOf = (id: string): string => id.slice(0, id.indexOf(':') + 1)

/** What hangs on a qdisc and goes with it: classes, filters, other qdiscs. */
export function hangsOn({ qdiscs, classes, filters }: TrafficControl, { handle }: Qdisc): boolean {
  const below = (id: string) => majorOf(id) === handle
  return (
    classes.some(below) ||
    filters.some(({ parent }) => below(parent)) ||
    qdiscs.some(({ parent }) => parent !== INGRESS && below(parent))
  )
}

/**
 * The number as `tc` shows it, with three digits: what it keeps is rounded to the kernel's clock, and differs by a trifle
 * from what it was given (iproute2, tc/tc_core.c, tc_core_time2tick; lib/utils_math.c, sprint_time).
 */
const asShown = (value: number): number => Number(value.toPrecision(3))

export const optionsAsShown = (options: QdiscOptions): QdiscOptions =>
  Object.fromEntries(
    Object.entries(options)
      .map(([key, value]) => [key, asShown(value)] as const)
      .sort(([a], [b]) => (a < b ? -1 : 1)),
  )

/** Whether two qdiscs do the same, as far as that can be told. */
export const doesTheSame = (a: Qdisc, b: Qdisc): boolean =>
  a.kind === b.kind &&
  a.options !== undefined &&
  b.options !== undefined &&
  JSON.stringify(optionsAsShown(a.options)) === JSON.stringify(optionsAsShown(b.options))
