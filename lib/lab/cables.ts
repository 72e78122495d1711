import type { Place } from '../model/endpoint.ts'
import { CtnetError } from '../model/error.ts'
import { type Facts, type Link, linkOf, OWN_ALIAS, spaceOf } from '../model/facts.ts'
import { LONGEST_NAME } from '../model/name.ts'
import { after } from '../plan/plan.ts'
import { layCable } from '../plan/steps/cable.ts'
import { deleteLink, markOf, parkLink } from '../plan/steps/link.ts'
import { freshName } from '../recipes/unique.ts'
import { Gathering, type Part } from './difference.ts'
import { ofLab } from './names.ts'
import type { Wanted, WantedCable, WantedEnd } from './wanted.ts'

/** A cable of the lab's that there is, or one end of it, as far as it can be seen. */
interface Laid {
  readonly place: Place
  readonly link: Link
}

/** The interfaces that are marked as ends of the lab's cables. */
export const laidEnds = (facts: Facts, lab: string): readonly Laid[] =>
  Object.entries(facts.spaces).flatMap(([place, { links }]) =>
    links.flatMap((link) =>
      link.kind === 'veth' && ofLab(lab, link.alias) !== undefined ? [{ place, link }] : [],
    ),
  )

/** Whether the link is this end of this cable. */
const isEnd = (link: Link | undefined, { mark }: WantedCable): boolean =>
  link?.kind === 'veth' && link.alias === markOf(mark)

export const isWhole = (facts: Facts, cable: WantedCable): boolean =>
  cable.ends.every((end) => isEnd(linkOf(facts, end.in, end.name), cable))

/**
 * Takes away the cables that the lab has no more, or of which something is wrong, and lays those that are missing. One
 * whose interface gets another cable is out of the way before that is laid, and deleted when all is done.
 *
 * @throws exit 4 where an interface of another's has the name of one of the lab's
 */
export function cablesPart(
  facts: Facts,
  { lab, cables }: Wanted,
  isNew: ReadonlySet<string>,
): Part & { readonly laid: Part } {
  const away = new Gathering()
  const laid = new Gathering()
  const missing = cables.filter((cable) => !isWhole(facts, cable))
  const whole = new Set(cables.filter((cable) => isWhole(facts, cable)).map(({ mark }) => markOf(mark)))
  const names = new Map(cables.map(({ mark, name }) => [markOf(mark), name]))
  const needed = new Set(missing.flatMap(({ ends }) => ends.map((end) => `${end.in} ${end.name}`)))
  const gone = new Set<string>()
  for (const { place, link } of laidEnds(facts, lab.name)) {
    const { alias = '' } = link
    if (whole.has(alias)) continue
    if (!names.has(alias) && !gone.has(alias)) {
      away.differences.push({ of: ofLab(lab.name, alias) ?? alias, is: 'surplus' })
    }
    // The other end goes with it, but one end alone may be in the way.
    const first = !gone.has(alias)
    gone.add(alias)
    const known = { in: place, name: link.name, mac: link.mac }
    if (needed.has(`${place} ${link.name}`)) {
      const parked = freshName(after(facts, away.build), 'ctnetold', place).slice(0, LONGEST_NAME)
      away.build.push(...parkLink(known, parked, { link, routes: spaceOf(facts, place).routes }))
      away.finish.push(deleteLink({ ...known, name: parked }))
    } else if (first) away.finish.push(deleteLink(known))
  }
  for (const cable of missing) {
    for (const end of cable.ends) refuseTaken(facts, lab.name, end)
    laid.differences.push({ of: cable.name, is: 'missing' })
    const [a, b] = stayingFirst(cable.ends, isNew)
    laid.build.push(layCable({ ends: [a, b], mtu: a.mtu, why: `Lay the cable ${cable.name}` }))
  }
  return { differences: away.differences, build: away.build, finish: away.finish, laid }
}

/** Cables by place and interface. */
export function cablesByPlace(
  cables: readonly WantedCable[],
): ReadonlyMap<Place, ReadonlyMap<string, WantedCable>> {
  const found = new Map<Place, Map<string, WantedCable>>()
  for (const cable of cables) {
    for (const end of cable.ends) {
      const there = found.get(end.in) ?? new Map<string, WantedCable>()
      found.set(end.in, there.set(end.name, cable))
    }
  }
  return found
}

/**
 * The end by which the cable is taken back: a namespace that goes takes its ends only after a while, and by then another
 * link of that name may be wanted back at the end that stays.
 */
const stayingFirst = ([a, b]: WantedCable['ends'], isNew: ReadonlySet<string>): WantedCable['ends'] =>
  isNew.has(a.in) && !isNew.has(b.in) ? [b, a] : [a, b]

/** @throws exit 4 */
function refuseTaken(facts: Facts, lab: string, { in: place, name }: WantedEnd): void {
  const link = linkOf(facts, place, name)
  if (link === undefined || ofLab(lab, link.alias) !== undefined) return
  const whose = link.alias?.startsWith(OWN_ALIAS) ? ` (${link.alias})` : ''
  throw new CtnetError(
    'conflict',
    'interface-taken',
    `${place} has an interface ${name} already that the lab ${lab} didn't make${whose}`,
    { hint: `give the lab's another name, or take that one away: ip link` },
  )
}
