import { HOST, type Place } from './endpoint.ts'
import { type Away, awayIn, type Facts, type Link, spaceOf } from './facts.ts'

/** Whether the link is the interface that went away: by its MAC, the one that it was given, or the one that is burnt in. */
const isIt = ({ home, given }: Away, link: Link): boolean =>
  link.kind === home.kind &&
  ([home.mac, given].includes(link.mac) || (link.permanent ?? link.mac) === (home.permanent ?? home.mac))

/** What is kept of a container's link that is an interface of the host's; a container may give it another MAC. */
export function awayOf(facts: Facts, place: Place, link: Link): Away | undefined {
  const kept = awayIn(facts).filter((one) => one.place === place)
  const unseen = ({ inner, home }: Away) => inner === link.name && home.kind === link.kind
  return (
    kept.find((one) => isIt(one, link)) ??
    kept.find((one) => unseen(one) && !spaceOf(facts, place).links.some((other) => isIt(one, other)))
  )
}

/** The interface where it went to. */
export const linkAway = (facts: Facts, away: Away): Link | undefined =>
  away.place === undefined
    ? undefined
    : spaceOf(facts, away.place).links.find((link) => awayOf(facts, away.place ?? HOST, link) === away)

/** The interface, if it is in the host again. */
export const linkReturned = (facts: Facts, away: Away): Link | undefined =>
  spaceOf(facts, HOST).links.find((link) => isIt(away, link))
