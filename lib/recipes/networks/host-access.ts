import { HOST } from '../../model/endpoint.ts'
import { childrenOf, type Facts, isOwn, type Link, linkOf, spaceOf } from '../../model/facts.ts'
import { LONGEST_NAME } from '../../model/name.ts'
import { gatewaysLast, isGiven } from '../../model/route.ts'
import { after } from '../../plan/plan.ts'
import { inHost, type KnownLink, type Step } from '../../plan/step.ts'
import { addAddress, removeAddress } from '../../plan/steps/address.ts'
import { deleteLink, linkUp, markLink } from '../../plan/steps/link.ts'
import { moveRoute } from '../../plan/steps/route.ts'
import { addTypedLink } from '../../plan/steps/typed-link.ts'
import { announce } from '../announce.ts'
import { givenAddresses } from '../home.ts'
import { freshName, unusedMac } from '../unique.ts'
import type { Leaving } from './kind.ts'

/** MACs of the plan that are given away before this one. */
const OTHERS = 3

/** The host's own macvlan on the interface, if ctnet made one. */
export const hostEnd = (facts: Facts, parent: string): Link | undefined =>
  childrenOf(facts, parent).find(({ place, own }) => place === HOST && isHostEnd(own))?.own

export const isHostEnd = (link: Link): boolean => link.kind === 'macvlan' && isOwn(link)

/**
 * A macvlan's parent and the macvlan don't reach each other; two macvlans do. So the host gets one too, and its addresses
 * and routes move there.
 */
export function giveHostAccess(facts: Facts, parent: Link): readonly Step[] {
  if (hostEnd(facts, parent.name) !== undefined) return []
  const usual = `mv-${parent.name}`
  const isFree = Buffer.byteLength(usual) <= LONGEST_NAME && linkOf(facts, HOST, usual) === undefined
  const end = {
    in: HOST,
    name: isFree ? usual : freshName(facts, 'mv'),
    mac: unusedMac(facts, OTHERS),
  }
  const addresses = givenAddresses(parent)
  const build = [
    addTypedLink({
      from: HOST,
      link: end,
      mtu: parent.mtu,
      parent: parent.name,
      type: ['macvlan', 'mode', 'bridge'],
      shape: { mode: 'bridge' },
      needs: { feature: 'macvlan interfaces', module: 'macvlan' },
      why: `Lay an interface of the host's own on top of ${parent.name}: macvlans reach each other, and not what they lie on`,
    }),
    markLink(end, `host access to ${parent.name}`),
    ...announce(facts, end, addresses),
    ...addresses.map((cidr) => addAddress(end, cidr)),
    linkUp(end),
  ]
  return [...build, ...moveWays(after(facts, build), inHost(parent), end, false)]
}

/** Moves what an interface of the host's has to another: addresses, unless they are there, then routes. */
function moveWays(facts: Facts, from: KnownLink, to: KnownLink, add: boolean): readonly Step[] {
  const addresses = givenAddresses(linkOf(facts, HOST, from.name) ?? { addresses: [] })
  const routes = spaceOf(facts, HOST).routes.filter((route) => route.dev === from.name && isGiven(route))
  return [
    ...(add ? addresses.map((cidr) => addAddress(to, cidr)) : []),
    ...gatewaysLast(routes).map((route) =>
      moveRoute(from, to, route, `Lead the route to ${route.to} through ${to.name}`),
    ),
    ...addresses.map((cidr) => removeAddress(from, cidr, `${to.name} has the address now`)),
  ]
}

/** Where no container is left on the interface: the host's macvlan goes, and what it has moves back. */
export function endHostAccess(facts: Facts, end: Link): Leaving {
  const carrier = end.parent && linkOf(facts, HOST, end.parent.link)
  const others = childrenOf(facts, end.parent?.link ?? '').filter(
    ({ own }) => own !== end && own.kind === end.kind,
  )
  if (carrier === undefined || others.length > 0) return { build: [], finish: [] }
  return {
    build: moveWays(facts, inHost(end), inHost(carrier), true),
    finish: [deleteLink(inHost(end))],
  }
}
