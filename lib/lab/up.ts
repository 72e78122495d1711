import { type Facts, linkOf } from '../model/facts.ts'
import type { LaidLab } from '../model/lab.ts'
import { type LabState, labFileOf, labText, stateOf } from '../model/lab-state.ts'
import { after, type Plan } from '../plan/plan.ts'
import type { Step } from '../plan/step.ts'
import { deleteContainer } from '../plan/steps/container.ts'
import { noteLab } from '../plan/steps/lab.ts'
import { deleteNamespace } from '../plan/steps/namespace.ts'
import { bridgesPart } from './bridges.ts'
import { cablesByPlace, cablesPart, isWhole } from './cables.ts'
import { containerNames } from './container-names.ts'
import { type Difference, Gathering } from './difference.ts'
import { externalsGone, externalsPart } from './externals.ts'
import { isGiven, leaveContainers, wereBefore } from './leave.ts'
import { type NodesPart, nodesPart } from './nodes.ts'
import { onLoopback } from './on-loopback.ts'
import { type PortsPart, portsPart } from './ports.ts'
import { endServices, forgetNames, isServed, namesSteps, programsPart } from './programs.ts'
import { spacePart } from './space.ts'
import { type Wanted, type WantedSpace, wantedOf } from './wanted.ts'

export interface LabResult {
  readonly lab: string
  readonly nodes: readonly string[]
  readonly links: number
  /** What was not as it should be. */
  readonly differences: readonly Difference[]
  /** The nodes whose ports are yet to be published, once all of this is there. */
  readonly toPublish: readonly string[]
}

/**
 * Builds a lab, or, where some of it is there already, what it lacks: namespaces, cables, bridges, addresses, routes, settings
 * and impairments. What it had when it last came up, and has no more, goes; all else in its nodes is left alone.
 *
 * For each address that is to be leased it waits so many seconds.
 *
 * @throws exit 2 (a route without a way), 4 (something of another's is in the way)
 */
export function up(facts: Facts, state: LabState, timeout?: number): Plan<LabResult> {
  const { lab } = state
  const before = stateOf(facts, lab.name)
  const wanted = wantedOf(lab, facts.nodes)
  const old = before === undefined ? undefined : wantedOf(before.lab, facts.nodes)
  const all = new Gathering()
  const { built, isNew, replaced, toPublish, cables, ...frame } = framePart(facts, wanted, old)
  all.add(frame)
  const out = externalsPart(built, wanted, old, timeout)
  const known = after(built, out.build)
  all.add(out)
  for (const space of wanted.spaces) {
    all.add(
      spacePart(known, {
        wanted: space,
        before: old?.spaces.find(({ place }) => place === space.place),
        isNew: isNew.has(space.place),
        laid: cables.get(space.place) ?? new Map(),
      }),
    )
  }
  const lost = lostSpaces(facts, old)
  const left = goneSpaces(wanted, old)
  const gone = left.filter((space) => !lost.includes(space))
  for (const { node } of gone) all.differences.push({ of: node, is: 'surplus' })
  all.build.push(...namesSteps(wanted, old))
  all.add(containerNames(facts, wanted, isNew))
  const leaving = old === undefined ? [] : leavingSpaces(facts, wanted, old)
  if (old !== undefined) {
    for (const { node, place } of leaving)
      all.differences.push({ of: node, is: 'differs', how: `is no longer ${place}` })
    all.add(leaveContainers(known, old, leaving, before?.was))
    // With the last of them the old namespace goes, and what is left of its cables.
    all.build.push(...endServices(old.lab, lost))
  }
  all.add(programsPart(facts, wanted, old, isNew))
  if (old !== undefined) all.add(externalsGone(known, old, [...gone, ...leaving]))
  const was = wereBefore(facts, wanted, before?.was)
  all.build.push(...note(facts, { ...state, was }))
  all.finish.push(
    ...removal(before?.lab ?? lab, gone),
    ...forgetNames(left.filter((space) => lost.includes(space))),
  )
  const { differences, finish } = all
  const result = {
    lab: lab.name,
    nodes: Object.keys(lab.nodes),
    links: lab.links.length + lab.externals.length,
    differences,
    toPublish,
  }
  const notes =
    all.build.length + finish.length + toPublish.length === 0
      ? [`${lab.name} is up already`]
      : [
          ...replaced.map((node) => `the container of ${node} is replaced`),
          ...leftToDo(wanted),
          ...onLoopback(lab),
        ]
  return { build: all.build, finish, result, notes }
}

interface Frame extends NodesPart, PortsPart {
  /** The facts once that is there. */
  readonly built: Facts
  /** The cables that are laid, by place and interface. */
  readonly cables: ReturnType<typeof cablesByPlace>
}

/** Bridges, nodes and cables, with nothing in them yet; ports of the host's lead no longer where they shall not. */
function framePart(facts: Facts, wanted: Wanted, old: Wanted | undefined): Frame {
  const part = new Gathering()
  part.add(bridgesPart(facts, wanted.lab, old?.lab))
  const { isNew, replaced, ...nodes } = nodesPart(after(facts, part.build), wanted, old)
  const { toPublish, ...ports } = portsPart(after(facts, part.build), wanted, old, isNew)
  part.add(ports)
  const made = after(facts, [...part.build, ...nodes.build])
  const { laid, ...away } = cablesPart(made, wanted, isNew)
  // A cable that a replaced container had before is known by the same MAC.
  const again = laid.build.map((step) => (replaced.length > 0 ? { ...step, done: false as const } : step))
  part.add({ ...nodes, build: [...away.build, ...nodes.build, ...again] })
  part.differences.push(...away.differences, ...laid.differences)
  part.finish.unshift(...away.finish)
  const { differences, build, finish } = part
  return {
    ...{ differences, build, finish, isNew, replaced, toPublish },
    built: after(made, [...away.build, ...laid.build]),
    cables: cablesByPlace(wanted.cables.filter((cable) => !isWhole(made, cable))),
  }
}

/** What a lab says and `up` doesn't do. */
const leftToDo = ({ lab, spaces }: Wanted): string[] =>
  spaces.flatMap((space) =>
    isServed(lab, space)
      ? []
      : [`${space.place} is neither Docker's nor podman's: its services are its own affair, and not started`],
  )

/** The containers that were there, and that the lab no longer has among its nodes. */
const leavingSpaces = (facts: Facts, { spaces }: Wanted, old: Wanted): readonly WantedSpace[] =>
  old.spaces.filter(
    (space) =>
      isGiven(space) &&
      facts.spaces[space.place] !== undefined &&
      spaces.every(({ place }) => place !== space.place),
  )

/** The nodes that the lab had and has no more. */
function goneSpaces({ spaces }: Wanted, old: Wanted | undefined): readonly WantedSpace[] {
  const stay = new Set(spaces.map(({ place }) => place))
  return (old?.spaces ?? []).filter(
    ({ place, namespace, container }) => !stay.has(place) && (namespace ?? container) !== undefined,
  )
}

/** The nodes whose namespace somebody has deleted: what ran in it may run on, and holds it. */
const lostSpaces = (facts: Facts, old: Wanted | undefined): readonly WantedSpace[] =>
  (old?.spaces ?? []).filter(
    ({ place, namespace }) => namespace !== undefined && linkOf(facts, place, 'lo')?.alias !== namespace.mark,
  )

/** Takes nodes away, with what runs in them. */
export const removal = (lab: LaidLab, spaces: readonly WantedSpace[]): readonly Step[] => [
  ...endServices(lab, spaces),
  ...spaces.flatMap(({ namespace, container }) => [
    ...(namespace ? [deleteNamespace(namespace)] : []),
    ...(container ? [deleteContainer(container)] : []),
  ]),
  ...forgetNames(spaces),
]

/** Notes the lab, unless it is noted so. */
function note(facts: Facts, state: LabState): Step[] {
  const path = labFileOf(facts, state.lab.name)
  const text = labText(state)
  const before = facts.files?.[path]
  return before === text ? [] : [noteLab({ path, before }, text)]
}
