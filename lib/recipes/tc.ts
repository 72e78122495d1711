import { changeControl } from '../model/effects.ts'
import type { Place } from '../model/endpoint.ts'
import { CtnetError, usageError } from '../model/error.ts'
import { type Facts, linkOf } from '../model/facts.ts'
import { hidesSomething, optionsFromWords } from '../model/qdisc-options.ts'
import { quoted } from '../model/text.ts'
import {
  doesTheSame,
  hangsOn,
  INGRESS,
  INGRESS_FILTERS,
  INGRESS_HANDLE,
  majorOf,
  NO_CONTROL,
  type Qdisc,
  qdiscAt,
  ROOT,
  type TrafficControl,
} from '../model/traffic-control.ts'
import { nothingToDo, type Plan } from '../plan/plan.ts'
import type { LinkRef, Step } from '../plan/step.ts'
import {
  addClass,
  addFilter,
  addQdisc,
  irreversible,
  qdiscGone,
  removeQdisc,
  replaceQdisc,
} from '../plan/steps/traffic-control.ts'
import type { TcCommand } from './tc-words.ts'

export interface TcIntent {
  readonly of: Place
  /** The container's name, for people. */
  readonly container: string
  readonly command: TcCommand
  /** Also what can't be taken back. */
  readonly force: boolean
}

export interface TcResult {
  readonly container: string
  readonly interface: string
  /** What was added, replaced or deleted: `qdisc tbf 10: root`. */
  readonly what: string
}

/** The intent, and what there is. */
interface Asked extends TcIntent {
  readonly link: LinkRef
  readonly control: TrafficControl
}

/**
 * A change in tc(8)'s own words, where it can be taken back. An `add` is taken back by a `del` of just that: a qdisc
 * without a handle gets one, so that no other is taken for it. What a `replace` or `del` takes away must be such that tc
 * shows all of it.
 *
 * @throws exit 2 (can't be taken back), 3 (no such interface, or what it should hang on), 4 (there is another one)
 */
export function tc(facts: Facts, intent: TcIntent): Plan<TcResult> {
  const { of: place, container, command } = intent
  const link = linkOf(facts, place, command.dev)
  if (link === undefined)
    throw new CtnetError('notFound', 'no-interface', `${container} has no interface ${command.dev}`, {
      hint: `see which there are: ctnet ls ${container}`,
    })
  const asked = { ...intent, link: { in: place, name: command.dev }, control: link.tc ?? NO_CONTROL }
  switch (command.object) {
    case 'qdisc':
      return qdisc(facts, asked)
    case 'class':
      return trafficClass(asked)
    case 'filter':
      return filter(asked)
  }
}

function qdisc(facts: Facts, asked: Asked): Plan<TcResult> {
  const { command, control, link } = asked
  const { parent, kind, verb } = command
  if (parent === undefined)
    throw usageError('tc qdisc: where?', 'say root, parent with a class, ingress or clsact')
  if (parent !== ROOT && parent !== INGRESS) demandClass(asked, parent)
  const before = qdiscAt(control, parent)
  if (verb === 'del') return deletion(asked, before)
  if (kind === undefined) throw usageError('tc qdisc: of which kind?', 'name it, like tbf, and what it takes')
  const wanted = wantedQdisc(facts, asked, parent, kind)
  const words = command.options
  const why = `${verb === 'add' ? 'Add' : 'Put'} a qdisc ${kind}, as it was asked for`
  if (before === undefined) {
    demandFree(asked, wanted)
    return done(asked, textOf(wanted), [addQdisc({ link, qdisc: wanted, words, why })])
  }
  if (doesTheSame(before, wanted) && (command.handle ?? before.handle) === before.handle)
    return already(asked, textOf(before), 'is there already')
  if (verb === 'add')
    throw conflict(asked, `${link.name} has a ${textOf(before)} already`, 'put this in its place: replace')
  if (isRestorable(asked, before) && before.handle !== wanted.handle) {
    demandFree(asked, wanted)
    return done(asked, textOf(wanted), [replaceQdisc({ link, qdisc: wanted, words, why }, before)])
  }
  const reason =
    before.handle === wanted.handle
      ? `the ${textOf(before)} can't be replaced by another one of the same handle: leave the handle out, or give another`
      : whyNot(asked, before)
  return oneWay(asked, textOf(wanted), reason, (known) => {
    const gone = qdiscGone(known, link, before)
    return changeControl(gone, link.in, link.name, ({ qdiscs }) => ({ qdiscs: [...qdiscs, wanted] }))
  })
}

function wantedQdisc(facts: Facts, { command, control }: Asked, parent: string, kind: string): Qdisc {
  const free = command.handle ?? freeHandle(facts, control)
  const handle = parent === INGRESS ? INGRESS_HANDLE : free
  const options = optionsFromWords(kind, command.options)
  const isWhole = options !== undefined && !hidesSomething(kind, options)
  return { kind, handle, parent, ...(isWhole && { options }) }
}

/** A handle that the link doesn't have, below those that the kernel gives by itself. */
function freeHandle({ nonce }: Facts, { qdiscs }: TrafficControl): string {
  for (let n = Number.parseInt(nonce, 16); ; n++) {
    const handle = `${(0x100 + (n % 0x1000)).toString(16)}:`
    if (!qdiscs.some((one) => one.handle === handle)) return handle
  }
}

function deletion(asked: Asked, before: Qdisc | undefined): Plan<TcResult> {
  const { command, link, container } = asked
  const { handle, kind } = command
  if (before === undefined)
    return already(asked, '', `${link.name} of ${container} has no qdisc there: nothing to delete`)
  if ((handle ?? before.handle) !== before.handle || (kind ?? before.kind) !== before.kind)
    throw new CtnetError(
      'notFound',
      'no-qdisc',
      `${link.name} has no such qdisc there, but ${textOf(before)}`,
      {
        hint: `delete that one: leave out its handle and kind; see all: ctnet tc ${container} qdisc show`,
      },
    )
  const why = 'Take the qdisc away, as it was asked for'
  if (isRestorable(asked, before))
    return done(asked, textOf(before), [removeQdisc({ link, qdisc: before, why })])
  return oneWay(asked, textOf(before), whyNot(asked, before), (known) => qdiscGone(known, link, before))
}

const textOf = ({ kind, handle, parent }: Qdisc): string =>
  `qdisc ${kind} ${handle}${parent === INGRESS ? '' : ` ${parent}`}`

const isRestorable = ({ control }: Asked, before: Qdisc): boolean =>
  before.options !== undefined && !hangsOn(control, before)

const whyNot = ({ control }: Asked, before: Qdisc): string =>
  hangsOn(control, before)
    ? `what hangs on the ${textOf(before)} would go with it, and could not be put back`
    : `tc doesn't tell all of the ${textOf(before)}, so it could not be put back`

/** @throws exit 2, 3 unless it is a class whose own queue comes back by itself */
function demandClass({ control, container, link }: Asked, id: string): void {
  const owner = control.qdiscs.find(({ handle }) => handle === majorOf(id))
  if (owner === undefined || !(control.classes.includes(id) || id === majorOf(id)))
    throw new CtnetError('notFound', 'no-class', `${link.name} has no ${id}`, {
      hint: `see what it has: ctnet tc ${container} class show dev ${link.name}`,
    })
  if (owner.kind === 'htb') return
  throw usageError(
    `what hangs on a qdisc ${owner.kind} can't be taken back: the queue that it had does not come back by itself`,
    `see what there is: ctnet tc ${container} qdisc show dev ${link.name}; without a way back: ctnet exec ${container} tc …`,
  )
}

function demandFree(asked: Asked, { handle, parent }: Qdisc): void {
  const other = asked.control.qdiscs.find((one) => one.handle === handle && one.parent !== parent)
  if (other === undefined) return
  throw conflict(asked, `the handle ${handle} is taken by the ${textOf(other)}`, 'give another one, or none')
}

function trafficClass(asked: Asked): Plan<TcResult> {
  const { command, control, link } = asked
  const { classId: id, kind, verb, parent } = command
  if (id === undefined || id === majorOf(id))
    throw usageError('tc class: which?', 'name it, so that it can be taken back: classid 1:10')
  const what = `class ${id}`
  const isThere = control.classes.includes(id)
  if (verb === 'del') {
    if (!isThere) return already(asked, '', `${link.name} has no ${what}: nothing to delete`)
    return oneWay(asked, what, `tc doesn't tell all of the ${what}, so it could not be put back`, (facts) =>
      changeControl(facts, link.in, link.name, ({ classes, qdiscs }) => ({
        classes: classes.filter((one) => one !== id),
        qdiscs: qdiscs.filter((one) => one.parent !== id),
      })),
    )
  }
  if (kind === undefined || parent === undefined)
    throw usageError('tc class: below what, and of which kind?', 'like parent 1: classid 1:10 htb rate 1mbit')
  demandClass(asked, parent)
  if (isThere && verb === 'add')
    throw conflict(asked, `${link.name} has a ${what} already`, 'put this in its place: replace')
  if (isThere)
    return oneWay(
      asked,
      what,
      `tc doesn't tell all of the ${what}, so it could not be put back`,
      (facts) => facts,
    )
  if (qdiscAt(control, parent) !== undefined)
    throw usageError(
      `the qdisc of the class ${parent} would go for good`,
      `take it away first: ctnet tc ${asked.container} qdisc del dev ${link.name} parent ${parent}`,
    )
  return done(asked, what, [addClass(link, { id, kind, words: command.words })])
}

function filter(asked: Asked): Plan<TcResult> {
  const { command, control, link } = asked
  const { preference, kind, verb } = command
  if (preference === undefined || preference === 0)
    throw usageError('tc filter: which?', 'give its preference, by which it can be taken back: pref 10')
  const parent = filterParent(asked)
  const what = `filter ${parent} pref ${preference}`
  const isThere = control.filters.some((one) => one.parent === parent && one.preference === preference)
  const reason = `tc doesn't tell all of the ${what}, so it could not be put back`
  if (verb === 'del') {
    if (!isThere) return already(asked, '', `${link.name} has no ${what}: nothing to delete`)
    return oneWay(asked, what, reason, (facts) =>
      changeControl(facts, link.in, link.name, ({ filters }) => ({
        filters: filters.filter((one) => one.parent !== parent || one.preference !== preference),
      })),
    )
  }
  if (kind === undefined)
    throw usageError('tc filter: of which kind?', 'name it, like u32, and what it takes')
  if (isThere && verb === 'add')
    throw conflict(asked, `${link.name} has a ${what} already`, 'give another preference')
  if (isThere) return oneWay(asked, what, reason, (facts) => facts)
  const why = `Add a filter ${kind}, as it was asked for`
  return done(asked, what, [
    addFilter(link, { filter: { parent, preference }, kind, words: command.words, why }),
  ])
}

/** The qdisc that a filter is asked for on, by its handle. @throws exit 2, 3 */
function filterParent({ command, control, link, container }: Asked): string {
  const { parent = ROOT } = command
  const incoming = qdiscAt(control, INGRESS)
  const at =
    parent === ROOT
      ? qdiscAt(control, ROOT)?.handle
      : parent === 'ingress' || parent === INGRESS_HANDLE || parent === INGRESS
        ? incoming && INGRESS_FILTERS
        : parent === 'egress'
          ? incoming?.kind === 'clsact'
            ? 'ffff:fff3'
            : undefined
          : control.qdiscs.find(({ handle }) => handle === parent)?.handle
  if (at !== undefined) return at
  throw new CtnetError(
    'notFound',
    'no-qdisc',
    `${link.name} has no qdisc ${parent} for a filter to stand on`,
    {
      hint: `see what it has: ctnet tc ${container} qdisc show dev ${link.name}`,
    },
  )
}

/** A change that can't be taken back is the last one of its plan: it is made or it isn't. @throws exit 2 unless forced */
function oneWay(asked: Asked, what: string, reason: string, effect: Step['effect']): Plan<TcResult> {
  const { object, verb, words } = asked.command
  const all = [object, verb, ...words]
  if (!asked.force)
    throw usageError(
      reason,
      `if it shall go all the same: --force before the container's name, or by hand: ctnet exec ${asked.container} tc ${all.map(quoted).join(' ')}`,
    )
  return { ...done(asked, what, []), finish: [irreversible(asked.link, all, effect)] }
}

const done = ({ container, link }: Asked, what: string, build: readonly Step[]): Plan<TcResult> => ({
  build,
  finish: [],
  result: { container, interface: link.name, what },
  notes: [],
})

const already = ({ container, link }: Asked, what: string, note: string): Plan<TcResult> =>
  nothingToDo(
    { container, interface: link.name, what },
    what === '' ? note : `${what} of ${container} ${link.name} ${note}`,
  )

const conflict = ({ container, link }: Asked, message: string, way: string) =>
  new CtnetError('conflict', 'tc-differs', message, {
    hint: `${way}; see what there is: ctnet tc ${container} qdisc show dev ${link.name}`,
  })
