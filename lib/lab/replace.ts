import { withoutLink, withoutSpace } from '../model/effects.ts'
import { HOST, type Place } from '../model/endpoint.ts'
import { type Facts, linkOf, spaceOf } from '../model/facts.ts'
import { after } from '../plan/plan.ts'
import { inHost, type KnownLink, type Step } from '../plan/step.ts'
import { layCable } from '../plan/steps/cable.ts'
import { deleteContainer, type LabContainer, withNew } from '../plan/steps/container.ts'
import { deleteLink } from '../plan/steps/link.ts'
import {
  beforeStop,
  bootContainer,
  clearOfCable,
  createContainer,
  type OldContainer,
  onTheWayBack,
  parkContainer,
  parkedContainer,
  stopContainer,
} from '../plan/steps/replace-container.ts'
import { enforce } from '../recipes/policies.ts'
import { cablesByPlace, isWhole } from './cables.ts'
import type { Part } from './difference.ts'
import { externalsGone, externalsPart } from './externals.ts'
import { startedAnew } from './programs.ts'
import { spacePart } from './space.ts'
import type { Wanted, WantedCable, WantedSpace } from './wanted.ts'

/** A container in the place of one of that name. */
export interface Replacement {
  readonly place: Place
  readonly container: LabContainer
  /** The first process of the one that is there; nothing where it has stopped. */
  readonly pid: number | undefined
}

/**
 * Replaces containers by others: the old one is parked under another name, the new one made, so that what can't be made
 * stops nobody; then the cables go, the old one is stopped, as two that run might spoil what both have of the host's files, and the
 * new one started. What fails starts the old one anew, and gives its network what it had. It is removed last of all.
 */
export function replaceContainers(facts: Facts, old: Wanted, all: readonly Replacement[]): Part {
  const containers = all.map(({ container, pid }): OldContainer => ({ ...container, pid }))
  const running = containers.filter(({ pid }) => pid !== undefined)
  const places = new Set(all.flatMap(({ place, pid }) => (pid === undefined ? [] : place)))
  const spaces = old.spaces.filter(({ place }) => places.has(place))
  const home = externalsGone(facts, old, spaces)
  const settled = after(facts, home.build)
  const cables = old.cables.filter(
    (cable) => cable.ends.some((end) => places.has(end.in)) && isWhole(facts, cable),
  )
  const ends = [
    ...cables.flatMap((cable) => outerEnd(facts, cable, places)),
    ...spaces.flatMap((space) => hostEnds(settled, old, space)),
  ]
  const [first] = running
  const lost = { old, places, cables, ends }
  return {
    differences: [],
    build: [
      ...(first === undefined ? [] : onTheWayBack(wayBack(settled, lost), first, touched(facts, lost))),
      ...home.build,
      ...all.flatMap(({ container, pid }) => [
        parkContainer({ ...container, pid }),
        createContainer(container),
      ]),
      ...running.map(beforeStop),
      ...ends.map(clearOfCable),
      ...ends.map(deleteLink),
      ...running.map(stopContainer),
      ...all.map(({ container }) => bootContainer(container)),
    ],
    // The rest has gone with the old ones' networks.
    finish: [
      ...home.finish.filter((step) => !places.has(step.in)),
      ...containers.map((container) => deleteContainer(parkedContainer(container))),
    ],
  }
}

interface Lost {
  readonly old: Wanted
  /** Of the containers. */
  readonly places: ReadonlySet<Place>
  readonly cables: readonly WantedCable[]
  /** What is deleted before the containers are stopped. */
  readonly ends: readonly KnownLink[]
}

/** The end of a cable that doesn't go with a container by itself, or goes only after a while. */
function outerEnd(facts: Facts, { ends }: WantedCable, places: ReadonlySet<Place>): KnownLink[] {
  const end = ends.find((one) => !places.has(one.in))
  const link = end && linkOf(facts, end.in, end.name)
  return end === undefined || link === undefined ? [] : [{ in: end.in, name: end.name, mac: link.mac }]
}

/** Where a node's ways out of the lab come into the host. */
const hostEnds = (facts: Facts, { lab }: Wanted, { node, place }: WantedSpace): KnownLink[] =>
  lab.externals.flatMap((external) => {
    const peer = external.node === node ? linkOf(facts, place, external.interface)?.peer : undefined
    const link = peer?.place === HOST ? linkOf(facts, HOST, peer.link) : undefined
    return link === undefined ? [] : [inHost(link)]
  })

/** What gives containers that were started anew, and their neighbours, what they had. */
function wayBack(facts: Facts, { old, places, cables, ends }: Lost): readonly Step[] {
  const bare = ends.reduce(
    (known, end) => withoutLink(known, end.in, end.name),
    [...places].reduce((known, place) => withNew(withoutSpace(known, place), place), facts),
  )
  const steps: Step[] = cables.map(({ ends, name }) =>
    layCable({ ends, mtu: ends[0].mtu, why: `Lay the cable ${name} again` }),
  )
  const laid = cablesByPlace(cables)
  for (const space of old.spaces) {
    const there = laid.get(space.place) ?? new Map<string, WantedCable>()
    const isNew = places.has(space.place)
    const wanted = isNew ? space : onlyOf(space, there)
    if (isNew || there.size > 0)
      steps.push(
        ...spacePart(after(bare, steps), { wanted, before: isNew ? undefined : wanted, isNew, laid: there })
          .build,
      )
  }
  const spaces = old.spaces.filter(({ place }) => places.has(place))
  steps.push(...waysOut(after(bare, steps), facts, { ...old, spaces }))
  return [...steps, ...startedAnew(old, spaces)]
}

/** The ways out of the lab that there were, under the names that they had in the host, and what policies ask of those. */
function waysOut(facts: Facts, before: Facts, { lab, spaces, ...old }: Wanted): readonly Step[] {
  const externals = lab.externals.filter((one) =>
    spaces.some(({ node, place }) => one.node === node && linkOf(before, place, one.interface) !== undefined),
  )
  // The rules themselves come back by other ways.
  const quiet = { ...facts, firewall: undefined, files: {} }
  const nameOf = ({ node, interface: name }: { readonly node: string; readonly interface: string }) => {
    const peer = linkOf(before, spaces.find((space) => space.node === node)?.place ?? HOST, name)?.peer
    return peer?.place === HOST ? peer.link : undefined
  }
  const outside = { ...old, spaces, lab: { ...lab, externals } }
  const { build } = externalsPart(quiet, outside, undefined, undefined, nameOf)
  return [...build, ...(build.length === 0 ? [] : enforce(after(facts, build), 'Let policies follow'))]
}

/** A neighbour, as far as the cables are concerned. */
const onlyOf = (space: WantedSpace, cables: ReadonlyMap<string, WantedCable>): WantedSpace => ({
  ...space,
  sysctls: {},
  loopback: [],
  nat: [],
  ends: space.ends.filter(({ name }) => cables.has(name)),
  routes: space.routes.filter(({ dev }) => cables.has(dev)),
})

/** What the containers and their neighbours have. */
const touched = (facts: Facts, { places, cables, ends }: Lost) =>
  Object.fromEntries(
    [
      ...places,
      ...cables.flatMap((cable) => cable.ends.map((end) => end.in)),
      ...ends.map((end) => end.in),
    ].map((place) => [place, spaceOf(facts, place)]),
  )
