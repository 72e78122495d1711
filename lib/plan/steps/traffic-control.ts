import { changeControl } from '../../model/effects.ts'
import type { Place } from '../../model/endpoint.ts'
import type { Facts } from '../../model/facts.ts'
import { wordsOf } from '../../model/qdisc-options.ts'
import {
  type Filter,
  INGRESS,
  INGRESS_FILTERS,
  INGRESS_HANDLE,
  majorOf,
  type Qdisc,
  ROOT,
} from '../../model/traffic-control.ts'
import type { Command, Guard, KernelFeature, LinkRef, Step } from '../step.ts'

const tc = (...argv: readonly string[]): Command => ({ kind: 'exec', argv: ['tc', ...argv] })

const shown = (place: Place, something: boolean, ...words: readonly string[]): Guard => ({
  kind: 'shows',
  in: place,
  argv: ['tc', ...words],
  something,
})

/** The part of the kernel that a kind of qdisc is; what a class or a filter takes has other names. */
const needed = (kind: string): KernelFeature => ({ feature: `qdisc ${kind}`, module: `sch_${kind}` })

/** Where the qdisc is, as words; `ingress` and `clsact` have a place of their own, and always the same handle. */
const placeWords = ({ kind, parent, handle }: Qdisc): string[] => {
  if (parent === INGRESS) return [kind]
  return [...(parent === ROOT ? [ROOT] : ['parent', parent]), 'handle', handle]
}

/** What follows the place. */
const kindWords = ({ kind, parent }: Qdisc, words: readonly string[]): string[] =>
  parent === INGRESS ? [] : [kind, ...words]

/** The words of a qdisc that make it, if they are known. */
const make = (qdisc: Qdisc): string[] => [
  ...placeWords(qdisc),
  ...kindWords(qdisc, wordsOf(qdisc.kind, qdisc.options ?? {})),
]

const withQdisc = (facts: Facts, { in: place, name }: LinkRef, qdisc: Qdisc): Facts =>
  changeControl(facts, place, name, ({ qdiscs }) => ({
    qdiscs: [...qdiscs.filter(({ parent }) => parent !== qdisc.parent), qdisc],
  }))

const withoutQdisc = (facts: Facts, { in: place, name }: LinkRef, { parent }: Qdisc): Facts =>
  changeControl(facts, place, name, ({ qdiscs }) => ({
    qdiscs: qdiscs.filter((one) => one.parent !== parent),
  }))

const isShown = (link: LinkRef, { handle }: Qdisc, something: boolean): Guard =>
  shown(link.in, something, 'qdisc', 'show', 'dev', link.name, 'handle', handle)

export interface QdiscChange {
  readonly link: LinkRef
  readonly qdisc: Qdisc
  /** What follows its kind, where it isn't to be made of its options. */
  readonly words?: readonly string[] | undefined
  readonly why: string
}

const wordsFor = ({ link, qdisc, words }: Omit<QdiscChange, 'why'>): string[] => [
  ...['dev', link.name],
  ...(words === undefined ? make(qdisc) : [...placeWords(qdisc), ...kindWords(qdisc, words)]),
]

/** Gives a link a qdisc where it has none but the kernel's own, which comes back when it goes (tc(8)). */
export function addQdisc({ link, qdisc, words, why }: QdiscChange): Step {
  return {
    in: link.in,
    run: [tc('qdisc', 'add', ...wordsFor({ link, qdisc, words }))],
    effect: (facts) => withQdisc(facts, link, qdisc),
    why,
    needs: needed(qdisc.kind),
    undo: {
      in: link.in,
      run: [tc('qdisc', 'del', 'dev', link.name, ...placeWords(qdisc))],
      effect: (facts) => withoutQdisc(facts, link, qdisc),
      why: 'Take the qdisc away again',
      guard: isShown(link, qdisc, true),
    },
    done: `the qdisc ${qdisc.handle} is there`,
    on: link,
  }
}

/** Takes away a qdisc whose options are known, and on which nothing hangs. */
export function removeQdisc({ link, qdisc, why }: QdiscChange): Step {
  return {
    in: link.in,
    run: [tc('qdisc', 'del', 'dev', link.name, ...placeWords(qdisc))],
    effect: (facts) => withoutQdisc(facts, link, qdisc),
    why,
    undo: {
      in: link.in,
      run: [tc('qdisc', 'add', 'dev', link.name, ...make(qdisc))],
      effect: (facts) => withQdisc(facts, link, qdisc),
      why: 'Put the qdisc back',
      guard: isShown(link, qdisc, false),
    },
    done: `the qdisc ${qdisc.handle} is gone`,
    on: link,
  }
}

/**
 * Puts a qdisc in the place of another one whose options are known, at once. Under another handle, so that it is a new
 * one: under the same, `netem` keeps what isn't said anew (net/sched/sch_netem.c, netem_change).
 */
export function replaceQdisc(change: QdiscChange, before: Qdisc): Step {
  const { link, qdisc } = change
  return {
    ...addQdisc(change),
    run: [tc('qdisc', 'replace', ...wordsFor(change))],
    undo: {
      in: link.in,
      run: [tc('qdisc', 'replace', 'dev', link.name, ...make(before))],
      effect: (facts) => withQdisc(facts, link, before),
      why: 'Put the one before it back',
      guard: isShown(link, qdisc, true),
    },
  }
}

/** Adds a class below a qdisc (tc(8), "CLASSES"). */
export function addClass(link: LinkRef, { id, kind, words }: ClassSpec): Step {
  const name = ['dev', link.name, 'classid', id]
  return {
    in: link.in,
    run: [tc('class', 'add', ...words)],
    effect: (facts) =>
      changeControl(facts, link.in, link.name, ({ classes }) => ({ classes: [...classes, id] })),
    why: `Add the class ${id}`,
    needs: needed(kind),
    undo: {
      in: link.in,
      run: [tc('class', 'del', ...name)],
      effect: (facts) =>
        changeControl(facts, link.in, link.name, ({ classes }) => ({
          classes: classes.filter((one) => one !== id),
        })),
      why: 'Take the class away again',
      guard: shown(link.in, true, 'class', 'show', ...name),
    },
    done: `the class ${id} is there`,
    on: link,
  }
}

export interface ClassSpec {
  readonly id: string
  readonly kind: string
  readonly words: readonly string[]
}

/** Adds the first filter of its preference, so that the preference can be taken away with it (tc(8), "FILTERS"). */
export function addFilter(link: LinkRef, { filter, kind, words, why }: FilterSpec): Step {
  const { parent, preference } = filter
  const name = ['dev', link.name, 'parent', parent, 'pref', String(preference)]
  return {
    in: link.in,
    run: [tc('filter', 'add', ...words)],
    effect: (facts) =>
      changeControl(facts, link.in, link.name, ({ filters }) => ({ filters: [...filters, filter] })),
    why,
    needs: { feature: `filter ${kind}`, module: `cls_${kind}` },
    undo: {
      in: link.in,
      run: [tc('filter', 'del', ...name)],
      effect: (facts) =>
        changeControl(facts, link.in, link.name, ({ filters }) => ({
          filters: filters.filter((one) => one.parent !== parent || one.preference !== preference),
        })),
      why: 'Take the filter away again',
      guard: shown(link.in, true, 'filter', 'show', ...name),
    },
    done: `the filter of preference ${preference} is there`,
    on: link,
  }
}

export interface FilterSpec {
  readonly filter: Filter
  readonly kind: string
  readonly words: readonly string[]
  readonly why: string
}

/** A change by words of `tc` that can't be taken back: the last one of a plan, which either is made or isn't. */
export function irreversible(link: LinkRef, words: readonly string[], effect: Step['effect']): Step {
  return { in: link.in, run: [tc(...words)], effect, why: 'As it was asked for; it can not be taken back' }
}

/** What hangs on a qdisc goes with it. */
export function qdiscGone(facts: Facts, { in: place, name }: LinkRef, { parent, handle }: Qdisc): Facts {
  const below = (id: string) => majorOf(id) === handle
  return changeControl(facts, place, name, ({ qdiscs, classes, filters }) => ({
    qdiscs: qdiscs.filter((one) => one.parent !== parent && (one.parent === INGRESS || !below(one.parent))),
    classes: classes.filter((id) => !below(id)),
    filters: filters.filter((one) => !below(one.parent)),
  }))
}

const REDIRECTED = { parent: INGRESS_FILTERS, preference: 1 }

const redirection = (link: LinkRef, to: string): string[] => [
  ...['dev', link.name, 'parent', REDIRECTED.parent, 'protocol', 'all'],
  ...['pref', String(REDIRECTED.preference), 'u32', 'match', 'u32', '0', '0'],
  ...['action', 'mirred', 'egress', 'redirect', 'dev', to],
]

/** Sends all that comes in at a link through another one, where it can be held up (tc-mirred(8)). */
export const redirectIngress = (link: LinkRef, to: string): Step =>
  addFilter(link, {
    filter: REDIRECTED,
    kind: 'u32',
    words: redirection(link, to),
    why: `Send it through ${to}`,
  })

const INGRESS_QDISC: Qdisc = { kind: 'ingress', handle: INGRESS_HANDLE, parent: INGRESS, options: {} }

/** Looks at what comes in at a link. */
export const addIngress = (link: LinkRef): Step =>
  addQdisc({ link, qdisc: INGRESS_QDISC, why: 'Look at what comes in' })

/** Takes back both. */
export function stopRedirecting(link: LinkRef, to: string): Step {
  const removal = removeQdisc({ link, qdisc: INGRESS_QDISC, why: 'Let what comes in pass by itself again' })
  const { undo } = removal
  const filter = redirectIngress(link, to)
  return {
    ...removal,
    effect: (facts) => qdiscGone(facts, link, INGRESS_QDISC),
    ...(undo && {
      undo: {
        ...undo,
        run: [...undo.run, ...filter.run],
        effect: (facts) => filter.effect(undo.effect(facts)),
      },
    }),
  }
}
