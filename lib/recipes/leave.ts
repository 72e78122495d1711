import type { Place } from '../model/endpoint.ts'
import { type Facts, type Link, linkOf, spaceOf } from '../model/facts.ts'
import { after } from '../plan/plan.ts'
import type { KnownLink } from '../plan/step.ts'
import { deleteLink, parkLink } from '../plan/steps/link.ts'
import { endDhcp } from './attach-dhcp.ts'
import { ifbOf } from './ifb.ts'
import type { Leaving } from './networks/kind.ts'
import { leavingOf } from './networks.ts'
import { freshName } from './unique.ts'

export interface Leave {
  /** The container's interface. */
  readonly place: Place
  readonly link: Link
  /** What it is deleted by: itself, or its other end. */
  readonly end: KnownLink
  /** Whether it must be out of the way before it is deleted. */
  readonly park: boolean
}

/** Takes an interface away: first what its kind has to do, then it is parked, and deleted at the end. */
export function leave(facts: Facts, { place, link, end, park }: Leave): Leaving {
  const own = leavingOf(facts, place, link) ?? { build: [], finish: [] }
  // One that is parked is down, and another may have its name and its address by then.
  const clients = endDhcp(facts, { in: place, name: link.name }, park ? 'at once' : 'politely')
  const ifb = ifbOf(facts, place, link)
  const idle = ifb === undefined ? [] : [deleteLink({ in: place, name: ifb.name, mac: ifb.mac })]
  if (own.gone === true) {
    return { ...own, build: [...clients, ...own.build], finish: [...own.finish, ...idle] }
  }
  const known = after(facts, own.build)
  const parked = linkOf(known, end.in, end.name)
  if (!park || parked === undefined)
    return { ...own, finish: [...clients, ...own.finish, deleteLink(end), ...idle] }
  const name = freshName(known, 'ctnetold', end.in).slice(0, 15)
  return {
    ...own,
    build: [...own.build, ...parkLink(end, name, { link: parked, routes: spaceOf(known, end.in).routes })],
    finish: [...clients, ...own.finish, deleteLink({ ...end, name }), ...idle],
  }
}
