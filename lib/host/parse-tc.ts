import * as v from 'valibot'
import { hidesSomething, optionsFromShown } from '../model/qdisc-options.ts'
import {
  type Filter,
  isImpairment,
  NO_CONTROL,
  type Qdisc,
  ROOT,
  type TrafficControl,
} from '../model/traffic-control.ts'
import { parseJsonLine } from './json-line.ts'

/** What is used of `tc -j qdisc show` (iproute2 5.0 and later). */
const TcQdisc = v.object({
  kind: v.string(),
  handle: v.string(),
  dev: v.string(),
  root: v.optional(v.boolean(), false),
  parent: v.optional(v.string(), ROOT),
  options: v.optional(v.record(v.string(), v.unknown()), {}),
})

/** What is used of `tc -j filter show`. */
const TcFilter = v.object({ pref: v.number() })

/** By interface. */
export type Controls = ReadonlyMap<string, TrafficControl>

/** Reads the lines of the observing script that begin with `tc`; nothing where `tc` said nothing. */
export function parseControls(lines: readonly string[]): Controls | undefined {
  const controls = new Map<string, TrafficControl>()
  const add = (dev: string, change: (before: TrafficControl) => Partial<TrafficControl>) => {
    const before = controls.get(dev) ?? NO_CONTROL
    controls.set(dev, { ...before, ...change(before) })
  }
  let told = false
  for (const line of lines) {
    const [, what, rest = ''] = /^tc (qdiscs|filters|class) (.*)$/.exec(line) ?? []
    if (what === 'qdiscs' && rest !== '') {
      told = true
      for (const one of v.parse(v.array(TcQdisc), parseJsonLine(rest))) {
        // The kernel's own, which come back by themselves.
        if (one.handle !== '0:') add(one.dev, ({ qdiscs }) => ({ qdiscs: [...qdiscs, toQdisc(one)] }))
      }
    }
    const [dev = '', id = '', json = ''] = rest.split(/ (.*?)(?: (.*))?$/)
    if (what === 'class') add(dev, ({ classes }) => ({ classes: [...classes, id] }))
    if (what === 'filters' && json) {
      const own = filtersOf(id, json)
      if (own.length > 0) add(dev, ({ filters }) => ({ filters: [...filters, ...own] }))
    }
  }
  return told ? controls : undefined
}

function toQdisc({ kind, handle, parent, options }: v.InferOutput<typeof TcQdisc>): Qdisc {
  const qdisc = { kind, handle, parent }
  const known = optionsFromShown(kind, options)
  const isKnown = known !== undefined && (isImpairment(qdisc) || !hidesSomething(kind, known))
  return isKnown ? { ...qdisc, options: known } : qdisc
}

/** One for each preference: `tc` shows parts of a filter as filters, too. */
function filtersOf(parent: string, json: string): Filter[] {
  const shown = v.parse(v.array(TcFilter), parseJsonLine(json))
  return [...new Set(shown.map(({ pref }) => pref))].map((preference) => ({ parent, preference }))
}
