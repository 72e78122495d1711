import type { Place } from '../model/endpoint.ts'
import { HOST } from '../model/endpoint.ts'
import { CtnetError, usageError } from '../model/error.ts'
import { type Facts, isOwn, type Link, linkOf, spaceOf } from '../model/facts.ts'
import { type Impairment, impairingQdisc, impairmentOf, showImpairment } from '../model/impairment.ts'
import { listed } from '../model/text.ts'
import {
  doesTheSame,
  hangsOn,
  INGRESS,
  isImpairment,
  NO_CONTROL,
  qdiscAt,
  ROOT,
} from '../model/traffic-control.ts'
import { after, type Plan } from '../plan/plan.ts'
import type { LinkRef, Step } from '../plan/step.ts'
import { addIfb } from '../plan/steps/ifb.ts'
import { deleteLink, linkUp, markLink } from '../plan/steps/link.ts'
import {
  addIngress,
  addQdisc,
  redirectIngress,
  removeQdisc,
  replaceQdisc,
  stopRedirecting,
} from '../plan/steps/traffic-control.ts'
import { ifbMark, ifbOf } from './ifb.ts'
import { freshName, unusedMac } from './unique.ts'

export interface ImpairIntent {
  readonly of: Place
  /** The container's name, for people. */
  readonly container: string
  /** By default the only one. */
  readonly ifName?: string | undefined
  /** What it sends (`egress`) or what it receives; to clear, nothing means both. */
  readonly direction: 'egress' | 'ingress' | undefined
  /** The whole of it, what isn't named being none; to clear, nothing. */
  readonly impairment: Impairment
  /** Take the place of a qdisc that ctnet didn't make. */
  readonly force: boolean
}

/** What is done to an interface's packets; a text where a qdisc does it that ctnet didn't make. */
export interface Impaired {
  readonly container: string
  readonly interface: string
  readonly egress: Impairment | string
  readonly ingress: Impairment | string
}

/**
 * Makes a container's link worse: `netem` (tc-netem(8)), or `tbf` for a rate alone, on the container's interface for what
 * it sends. What it receives is held up where it is sent: on the other end of a veth, if that is in the host; else by an
 * `ifb` in the container's network.
 *
 * @throws exit 2 (which interface?), 3 (no such interface), 4 (a qdisc of another's is in the way)
 */
export function impair(facts: Facts, intent: ImpairIntent): Plan<Impaired> {
  const link = chosenLink(facts, intent)
  const directions = intent.direction === undefined ? (['egress', 'ingress'] as const) : [intent.direction]
  const parts = directions.map((direction) =>
    direction === 'egress' ? rootSteps(intent, intent.of, link) : ingressSteps(facts, intent, link),
  )
  const build = parts.flatMap(({ build }) => build)
  const finish = parts.flatMap(({ finish }) => finish)
  const none = build.length + finish.length === 0
  const done = after(facts, [...build, ...finish])
  const cleared = Object.keys(intent.impairment).length === 0
  const already = `${intent.container} ${link.name} is ${cleared ? 'clear' : 'impaired so'} already`
  const result = describeLink(done, intent, linkOf(done, intent.of, link.name) ?? link)
  return { build, finish, result, notes: none ? [already] : [] }
}

interface Part {
  readonly build: readonly Step[]
  readonly finish: readonly Step[]
}

/** The interfaces that can be impaired: not the loopback, and none that ctnet made to impair another. */
export const impairable = (facts: Facts, place: Place): readonly Link[] =>
  spaceOf(facts, place).links.filter(
    (link) => link.kind !== 'loopback' && !(link.kind === 'ifb' && isOwn(link)),
  )

/** @throws exit 2, 3 */
export function chosenLink(
  facts: Facts,
  { of: place, container, ifName }: Pick<ImpairIntent, 'of' | 'container' | 'ifName'>,
): Link {
  const links = impairable(facts, place)
  if (ifName !== undefined) {
    const named = linkOf(facts, place, ifName)
    if (named !== undefined) return named
    const has = links.length === 0 ? 'it has none' : `it has ${listed(links.map(({ name }) => name))}`
    throw new CtnetError('notFound', 'no-interface', `${container} has no interface ${ifName}`, { hint: has })
  }
  const [first, second] = links
  if (first === undefined)
    throw new CtnetError('notFound', 'no-interface', `${container} has no interface`, {
      hint: `give it one: ctnet attach ${container} NETWORK`,
    })
  if (second === undefined) return first
  throw usageError(
    `${container} has ${links.length} interfaces: ${listed(links.map(({ name }) => name))}`,
    `say which: ctnet impair ${container}:${first.name}`,
  )
}

/** The steps that give a link this root qdisc and no other. */
function rootSteps(intent: ImpairIntent, place: Place, link: Link): Part {
  const before = qdiscAt(link.tc, ROOT)
  const own = before !== undefined && isImpairment(before)
  const wanted = impairingQdisc(intent.impairment, link.mtu, own ? before : undefined)
  const ref = { in: place, name: link.name }
  if (wanted === undefined) {
    if (!own) return NONE
    demandRestorable(intent, link, before)
    return only(removeQdisc({ link: ref, qdisc: before, why: 'Let packets pass unimpaired again' }))
  }
  const change = {
    link: ref,
    qdisc: wanted,
    why: `Impair what ${link.name} sends: ${showImpairment(intent.impairment)}`,
  }
  if (before === undefined) return only(addQdisc(change))
  if (own && doesTheSame(before, wanted)) return NONE
  if (!own && !intent.force)
    throw foreign(intent, link, before.kind, 'put this in its place: --force; or see it')
  demandRestorable(intent, link, before)
  return only(replaceQdisc(change, before))
}

const NONE: Part = { build: [], finish: [] }
const only = (step: Step): Part => ({ build: [step], finish: [] })

function demandRestorable(intent: ImpairIntent, link: Link, qdisc: Parameters<typeof hangsOn>[1]): void {
  if (qdisc.options !== undefined && !hangsOn(link.tc ?? NO_CONTROL, qdisc)) return
  const way = `ctnet could not put it back; take it away by hand: ctnet exec ${intent.container} tc qdisc del dev ${link.name} root; or see it`
  throw foreign(intent, link, qdisc.kind, way)
}

const foreign = ({ container }: ImpairIntent, link: Link, kind: string, way: string) =>
  new CtnetError(
    'conflict',
    'qdisc-in-the-way',
    `${link.name} has a qdisc ${kind} that ctnet impair didn't make`,
    {
      hint: `${way}: ctnet exec ${container} tc qdisc show`,
    },
  )

/** What the link receives: on the host's end of a veth, else through an `ifb`. */
function ingressSteps(facts: Facts, intent: ImpairIntent, link: Link): Part {
  const outer = hostEnd(facts, link)
  if (outer !== undefined) return rootSteps(intent, HOST, outer)
  const place = intent.of
  const ifb = ifbOf(facts, place, link)
  const clear = Object.keys(intent.impairment).length === 0
  const ref = { in: place, name: link.name }
  const taken = qdiscAt(link.tc, INGRESS)
  if (ifb !== undefined && !clear) {
    const { build, finish } = rootSteps(intent, place, ifb)
    return { build: [...build, ...(taken ? [] : redirect(ref, ifb.name))], finish }
  }
  if (ifb !== undefined) {
    const known = { in: place, name: ifb.name, mac: ifb.mac }
    return {
      build: taken === undefined ? [] : [stopRedirecting(ref, ifb.name)],
      finish: [deleteLink(known)],
    }
  }
  if (clear) return NONE
  if (taken !== undefined) {
    const way = `take it away by hand: ctnet exec ${intent.container} tc qdisc del dev ${link.name} ${taken.kind}; or see it`
    throw foreign(intent, link, taken.kind, way)
  }
  const made = { in: place, name: freshName(facts, 'ifb', place), mac: unusedMac(facts) }
  const wanted = impairingQdisc(intent.impairment, link.mtu)
  const held = `Impair what ${link.name} receives: ${showImpairment(intent.impairment)}`
  return {
    build: [
      addIfb(made, link.mtu),
      markLink(made, ifbMark(link)),
      linkUp(made),
      ...(wanted === undefined ? [] : [addQdisc({ link: made, qdisc: wanted, why: held })]),
      ...redirect(ref, made.name),
    ],
    finish: [],
  }
}

const redirect = (link: LinkRef, to: string): Step[] => [addIngress(link), redirectIngress(link, to)]

const hostEnd = (facts: Facts, { peer }: Link): Link | undefined =>
  peer?.place === HOST ? linkOf(facts, HOST, peer.link) : undefined

/** What is done to a link's packets now. */
export function describeLink(
  facts: Facts,
  { of: place, container }: Pick<ImpairIntent, 'of' | 'container'>,
  link: Link,
): Impaired {
  const sent = qdiscAt(link.tc, INGRESS) === undefined ? undefined : ifbOf(facts, place, link)
  const receives = hostEnd(facts, link) ?? sent
  return { container, interface: link.name, egress: doneBy(link), ingress: receives ? doneBy(receives) : {} }
}

function doneBy({ tc }: Link): Impairment | string {
  const qdisc = qdiscAt(tc, ROOT)
  if (qdisc === undefined) return {}
  return impairmentOf(qdisc) ?? qdisc.kind
}
