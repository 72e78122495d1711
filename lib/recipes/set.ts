import { isLinkLocal, showCidr } from '../model/address.ts'
import { SMALLEST_IPV6_MTU } from '../model/effects.ts'
import { HOST, type Place } from '../model/endpoint.ts'
import { CtnetError } from '../model/error.ts'
import { type Facts, type Link, linkOf, spaceOf } from '../model/facts.ts'
import { listed } from '../model/text.ts'
import { nothingToDo, type Plan } from '../plan/plan.ts'
import { inHost, type KnownLink, type Step } from '../plan/step.ts'
import { chosenRoutes, linkDown, linkUp } from '../plan/steps/link.ts'
import { setMac, setMtu } from '../plan/steps/link-setting.ts'
import { announceBehind } from './announce.ts'
import { isMade } from './detach.ts'
import { refuseMacTaken } from './mac-taken.ts'

export interface SetIntent {
  readonly place: Place
  /** The container's name, for people. */
  readonly container: string
  readonly interface: string
  readonly up?: boolean | undefined
  /** Bytes. */
  readonly mtu?: number | undefined
  readonly mac?: string | undefined
  /** Also what is the host's own. */
  readonly force: boolean
}

export interface SetResult {
  readonly container: string
  readonly interface: string
  readonly up: boolean
  readonly mtu: number
  readonly mac: string
}

/** A link, and its other end where that can be seen. */
interface Cable {
  readonly link: Link
  readonly peer?: Link | undefined
}

/**
 * Pulls a cable or plugs it in, and sets an interface's MTU and MAC address. A cable whose other end is in the host is
 * pulled there: inside, the interface loses its carrier, and keeps its addresses and routes.
 *
 * @throws exit 3 (no such interface), 4 (loopback, the host's own; an MTU or a MAC address that can't be)
 */
export function set(facts: Facts, intent: SetIntent): Plan<SetResult> {
  const { place, container, interface: name } = intent
  const link = demandLink(facts, intent)
  const peer = link.peer && linkOf(facts, link.peer.place, link.peer.link)
  const cable = { link, peer }
  refuseForeign(facts, intent, link)
  const own = { in: place, name, mac: link.mac }
  const sizes = mtuSteps(facts, intent, cable, own)
  const identity = macSteps(facts, intent, link, own)
  const known = { ...own, mac: intent.mac ?? link.mac }
  const state = stateSteps(facts, intent, cable, known)
  const steps = [...sizes.steps, ...identity, ...state.steps]
  const result = {
    container,
    interface: name,
    up: intent.up ?? isUp(cable),
    mtu: intent.mtu ?? link.mtu,
    mac: known.mac,
  }
  const notes = [...sizes.notes, ...state.notes]
  if (steps.length > 0) return { build: steps, finish: [], result, notes }
  const plan = nothingToDo(result, `${name} of ${container} is so already: ${asked(intent)}`)
  return { ...plan, notes: [...plan.notes, ...notes] }
}

/** Steps, and what the user should know of them. */
interface Part {
  readonly steps: readonly Step[]
  readonly notes: readonly string[]
}
const NONE: Part = { steps: [], notes: [] }

/** What was asked for, as it is written on the command line. */
export const asked = ({ up, mtu, mac }: Pick<SetIntent, 'up' | 'mtu' | 'mac'>): string =>
  [
    ...(up === undefined ? [] : [up ? 'up' : 'down']),
    ...(mtu === undefined ? [] : [`mtu ${mtu}`]),
    ...(mac === undefined ? [] : [`mac ${mac}`]),
  ].join(' ')

function demandLink(facts: Facts, { place, container, interface: name }: SetIntent): Link {
  const link = linkOf(facts, place, name)
  if (link === undefined) {
    const names = spaceOf(facts, place).links.map((one) => one.name)
    throw new CtnetError('notFound', 'no-interface', `${container} has no interface ${name}`, {
      hint: `it has ${listed(names)}`,
    })
  }
  if (link.kind !== 'loopback') return link
  throw new CtnetError(
    'conflict',
    'loopback',
    `${name} is ${container}'s loopback interface: no cable is in it`,
    { hint: `see what can be set: ctnet ls ${container}` },
  )
}

/** In the host, what ctnet didn't make is the operator's; and what it made, it knows by its MAC. */
function refuseForeign(facts: Facts, { place, mac, force }: SetIntent, link: Link): void {
  if (place !== HOST || force) return
  if (!isMade(facts, link)) {
    throw new CtnetError('conflict', 'not-ours', `ctnet didn't make the host's ${link.name}`, {
      hint: 'if it shall be set all the same: --force',
    })
  }
  if (mac === undefined || mac === link.mac) return
  throw new CtnetError(
    'conflict',
    'known-by-mac',
    `ctnet knows ${link.name} by its MAC address, to take it away again`,
    { hint: "set the container's end: ctnet set CONTAINER:IF mac M; or go past this: --force" },
  )
}

function mtuSteps(facts: Facts, intent: SetIntent, { link, peer }: Cable, own: KnownLink): Part {
  const { mtu, container } = intent
  if (mtu === undefined || mtu === link.mtu) return NONE
  refuseSmall(intent, link, mtu)
  const { parent } = link
  const bridge = peer?.master === undefined ? undefined : linkOf(facts, HOST, peer.master)
  const below = parent === undefined ? bridge : linkOf(facts, parent.place, parent.link)
  if (below !== undefined && mtu > below.mtu) {
    throw new CtnetError(
      'conflict',
      'mtu',
      `an MTU of ${mtu} is above that of ${below.name}, ${below.mtu}: longer packets would be lost there`,
      { hint: `ctnet set ${container}:${link.name} mtu ${below.mtu}, or less` },
    )
  }
  const step = setMtu(own, mtu, facts, 'Set its MTU')
  if (peer === undefined || mtu <= peer.mtu) return { steps: [step], notes: [] }
  if (link.peer?.place !== HOST) {
    const note = `packets of more than ${peer.mtu} bytes are lost at the other end, ${link.peer?.place} ${peer.name}, until its MTU is raised too`
    return { steps: [step], notes: [note] }
  }
  const outer = inHost(peer)
  return { steps: [setMtu(outer, mtu, facts, "Let the host's end take packets as long"), step], notes: [] }
}

function refuseSmall({ container }: SetIntent, link: Link, mtu: number): void {
  const ipv6 = link.addresses.filter(({ family, ip }) => family === 6 && !isLinkLocal(ip))
  if (mtu >= SMALLEST_IPV6_MTU || ipv6.length === 0) return
  throw new CtnetError(
    'conflict',
    'mtu',
    `${link.name} of ${container} would lose ${listed(ipv6.map(showCidr))}: IPv6 needs an MTU of ${SMALLEST_IPV6_MTU} at least, not ${mtu}`,
    { hint: `ctnet set ${container}:${link.name} mtu ${SMALLEST_IPV6_MTU}, or more` },
  )
}

function macSteps(facts: Facts, { place, container, mac }: SetIntent, link: Link, own: KnownLink): Step[] {
  if (mac === undefined || mac === link.mac) return []
  refuseMacTaken(facts, { place, link, container }, mac)
  return [setMac(own, mac, 'Give it another MAC address')]
}

const isUp = ({ link, peer }: Cable): boolean => link.up && peer?.up !== false

function stateSteps(facts: Facts, { up }: SetIntent, cable: Cable, own: KnownLink): Part {
  if (up === undefined) return NONE
  return up ? plugIn(facts, cable, own) : pull(facts, cable, own)
}

/** Plugs the cable in: both ends, where the other one is in the host. */
function plugIn(facts: Facts, { link, peer }: Cable, own: KnownLink): Part {
  const outer = peer !== undefined && link.peer?.place === HOST ? peer : undefined
  const notes =
    peer !== undefined && outer === undefined && !peer.up
      ? [`the other end, ${link.peer?.place} ${peer.name}, is down`]
      : []
  return {
    steps: [
      ...(outer === undefined || outer.up ? [] : [linkUp(inHost(outer), outer.addresses)]),
      ...(link.up ? [] : [linkUp(own, link.addresses)]),
      ...(outer === undefined || isUp({ link, peer }) ? [] : announced(facts, link, outer, own)),
    ],
    notes,
  }
}

/** While the cable was pulled, neighbours may have learnt that somebody else has its addresses. */
function announced(facts: Facts, link: Link, outer: Link, own: KnownLink): Step[] {
  const bridge = outer.master === undefined ? undefined : linkOf(facts, HOST, outer.master)
  if (bridge?.kind !== 'bridge' || !bridge.up || bridge.stp || !isMade(facts, link)) return []
  const given = link.addresses.filter(({ ip }) => !isLinkLocal(ip))
  return announceBehind(inHost(outer), own, given)
}

/** Pulls the cable at the end that loses nothing by it: the host's, where there is one. */
function pull(facts: Facts, cable: Cable, own: KnownLink): Part {
  const { link, peer } = cable
  if (!isUp(cable)) return NONE
  if (peer !== undefined && link.peer?.place === HOST && own.in !== HOST) {
    const saved = { link: peer, routes: spaceOf(facts, HOST).routes }
    const outer = inHost(peer)
    if (lostBy(saved).length === 0)
      return { steps: [linkDown(outer, saved, "Pull the cable at the host's end")], notes: [] }
  }
  const saved = { link, routes: spaceOf(facts, own.in).routes }
  const lost = lostBy(saved)
  const note = `${link.name} loses ${listed(lost)}: that won't come back with it`
  return {
    steps: [linkDown(own, saved, 'Pull the cable')],
    notes: lost.length === 0 ? [] : [note],
  }
}

/** What a link loses when it goes down, and doesn't get back by itself when it is up again. */
const lostBy = (saved: Parameters<typeof chosenRoutes>[0]): string[] => [
  ...saved.link.addresses.filter(({ family, ip }) => family === 6 && !isLinkLocal(ip)).map(showCidr),
  ...chosenRoutes(saved).map(({ to, via }) =>
    via === undefined ? `the route to ${to}` : `the route to ${to} via ${via}`,
  ),
]
