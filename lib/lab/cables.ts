import type { Place } from '../model/endpoint.ts'
import { type Facts, type Link, linkOf, spaceOf } from '../model/facts.ts'
import type { LaidEnd, LaidLab, LaidLink } from '../model/lab.ts'
import { after } from '../plan/plan.ts'
import type { KnownLink, Step } from '../plan/step.ts'
import { deleteLink, parkLink } from '../plan/steps/link.ts'
import { addCable } from '../plan/steps/namespace.ts'
import { placeOfEnd } from './places.ts'

/** An end of a cable as the kernel knows it. */
export const knownEnd = (lab: LaidLab, end: LaidEnd): KnownLink => ({
  in: placeOfEnd(lab, end.node),
  name: end.interface,
  mac: end.mac ?? '',
})

interface Cabling {
  readonly build: readonly Step[]
  readonly finish: readonly Step[]
}

/** Takes the cables away that shall not be, or not so, and lays those that are missing. */
export function cable(facts: Facts, lab: LaidLab, before: LaidLab | undefined): Cabling {
  const missing = lab.links.filter((link) => !isLaid(facts, lab, link))
  const inTheWay = new Map<string, { readonly place: Place; readonly link: Link }>()
  const add = (place: Place, link: Link | undefined) => {
    if (link !== undefined) inTheWay.set(`${place} ${link.name}`, { place, link })
  }
  for (const { ends } of missing)
    for (const end of ends) add(placeOfEnd(lab, end.node), namesake(facts, lab, end))
  for (const one of gone(facts, lab, before)) add(one.place, one.link)
  const build: Step[] = []
  const finish: Step[] = []
  let known = facts
  for (const { place, link } of inTheWay.values()) {
    const parked = { in: place, name: link.name, mac: link.mac }
    const aside = `gone-${finish.length}`
    const steps = parkLink(parked, aside, { link, routes: spaceOf(known, place).routes })
    known = after(known, steps)
    build.push(...steps)
    finish.push(deleteLink({ ...parked, name: aside }))
  }
  build.push(...missing.map((link) => layCable(lab, link)))
  return { build, finish }
}

const layCable = (lab: LaidLab, { ends: [a, b], mtu }: LaidLink): Step =>
  addCable({ ends: [knownEnd(lab, a), knownEnd(lab, b)], mtu })

/** Whether the cable's both ends are where they shall be, and, as far as that can be seen, are each other's. */
function isLaid(facts: Facts, lab: LaidLab, { ends: [a, b] }: LaidLink): boolean {
  const [one, other] = [knownEnd(lab, a), knownEnd(lab, b)]
  const link = linkOf(facts, one.in, one.name)
  return (
    link?.mac === one.mac &&
    (link.peer === undefined || (link.peer.place === other.in && link.peer.link === other.name)) &&
    linkOf(facts, other.in, other.name)?.mac === other.mac
  )
}

const namesake = (facts: Facts, lab: LaidLab, end: LaidEnd): Link | undefined =>
  linkOf(facts, placeOfEnd(lab, end.node), end.interface)

/** What is left of cables that the lab had and has no more; of each, one end will do. */
function gone(facts: Facts, lab: LaidLab, before: LaidLab | undefined) {
  const macs = new Set(lab.links.flatMap(({ ends }) => ends.map(({ mac }) => mac)))
  return (before?.links ?? []).flatMap(({ ends }) => {
    if (ends.every(({ mac }) => macs.has(mac))) return []
    for (const end of ends) {
      const place = placeOfEnd(before as LaidLab, end.node)
      const link = linkOf(facts, place, end.interface)
      if (link !== undefined && link.mac === end.mac && Object.hasOwn(lab.nodes, end.node))
        return [{ place, link }]
    }
    return []
  })
}
