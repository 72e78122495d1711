import { awayOf } from '../model/away.ts'
import { HOST, type Place } from '../model/endpoint.ts'
import { CtnetError, usageError } from '../model/error.ts'
import { type Facts, isOwn, type Link, linkOf, spaceOf } from '../model/facts.ts'
import { listed } from '../model/text.ts'
import { after, nothingToDo, type Plan } from '../plan/plan.ts'
import type { Step } from '../plan/step.ts'
import { leave } from './leave.ts'
import { mixVlans } from './networks/bridge-vlan.ts'
import { needless } from './networks/needless.ts'

export interface DetachIntent {
  readonly from: Place
  /** The container's name, for people. */
  readonly container: string
  readonly interfaces: readonly string[]
  /** Every interface that ctnet made. */
  readonly all: boolean
  /** Also what ctnet didn't make. */
  readonly force: boolean
}

export interface DetachResult {
  readonly container: string
  readonly detached: readonly string[]
}

/**
 * Takes a container's interfaces away. Each is parked first; they are deleted when all are out of the way, so that up to
 * the first deletion everything can be taken back.
 *
 * @throws exit 2 (which?), 4 (not made by ctnet, or the host's)
 */
export function detach(facts: Facts, intent: DetachIntent): Plan<DetachResult> {
  const { container } = intent
  if (intent.from === HOST) {
    throw new CtnetError('conflict', 'host-network', "the host's own interfaces are not detached", {
      hint: 'detach the container at the other end: ctnet ls; or remove a bridge: ctnet bridge delete NAME',
    })
  }
  const links = chosen(facts, intent)
  if (links.length === 0) {
    const what = intent.interfaces.length > 0 ? listed(intent.interfaces, 'or') : 'interface that ctnet made'
    return nothingToDo({ container, detached: [] }, `${container} has no ${what}: nothing to detach`)
  }
  for (const link of links) {
    refuseLoopback(intent, link)
    refuseForeign(facts, intent, link)
  }
  const build: Step[] = []
  const finish: Step[] = []
  const notes: string[] = []
  for (const { name } of links) {
    const known = after(facts, build)
    const link = linkOf(known, intent.from, name)
    if (link === undefined) continue
    const end = outerEnd(known, intent.from, link)
    const leaving = leave(known, { place: intent.from, link, end, park: links.length > 1 })
    build.push(...leaving.build)
    finish.push(...leaving.finish)
    notes.push(...(leaving.notes ?? []))
  }
  const tidy = needless(after(facts, [...build, ...finish]))
  build.push(...tidy.build)
  finish.push(...tidy.finish)
  finish.push(...mixVlans(facts, after(facts, [...build, ...finish])))
  return { build, finish, result: { container, detached: links.map(({ name }) => name) }, notes }
}

function chosen(facts: Facts, { from, container, interfaces, all }: DetachIntent): readonly Link[] {
  if (interfaces.length > 0)
    return [...new Set(interfaces)].flatMap((name) => linkOf(facts, from, name) ?? [])
  // An `ifb` is part of how another interface is impaired.
  const own = spaceOf(facts, from).links.filter((link) => link.kind !== 'ifb' && isOurs(facts, from, link))
  if (own.length < 2 || all) return own
  throw usageError(
    `${container} has ${own.length} interfaces of ctnet's: ${listed(own.map(({ name }) => name))}`,
    'say which, or --all',
  )
}

/** Whether ctnet made the pair: its mark is on the end that is out of the container's reach. */
export const isMade = (facts: Facts, link: Link): boolean => {
  const peer = link.peer && linkOf(facts, link.peer.place, link.peer.link)
  return isOwn(link) || (peer !== undefined && isOwn(peer))
}

function refuseLoopback({ container }: DetachIntent, { name, kind }: Link): void {
  if (kind !== 'loopback') return
  throw new CtnetError(
    'conflict',
    'loopback',
    `${name} is ${container}'s loopback interface: it can't be taken away`,
    {
      hint: `see what can: ctnet ls ${container}`,
    },
  )
}

/** Whether it is ctnet's to take away: also an interface of the host's, which it only brought there. */
const isOurs = (facts: Facts, from: Place, link: Link): boolean =>
  isMade(facts, link) || awayOf(facts, from, link) !== undefined

function refuseForeign(facts: Facts, { from, container, force }: DetachIntent, link: Link): void {
  if (force || isOurs(facts, from, link)) return
  throw new CtnetError('conflict', 'not-ours', `ctnet didn't make ${link.name} of ${container}`, {
    hint: `if it shall go all the same: --force; if Docker made it: docker network disconnect NETWORK ${container}`,
  })
}

/** The end to delete by: the host's, where there is one; its MAC is out of the container's reach. */
function outerEnd(facts: Facts, from: Place, link: Link) {
  const peer = link.peer?.place === HOST ? linkOf(facts, HOST, link.peer.link) : undefined
  const end = peer ?? link
  return { in: peer ? HOST : from, name: end.name, mac: end.mac }
}
