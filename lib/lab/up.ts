import { CtnetError } from '../model/error.ts'
import { type Facts, linkOf } from '../model/facts.ts'
import type { LaidLab } from '../model/lab.ts'
import { type LabState, labFileOf, labText, stateOf } from '../model/lab-state.ts'
import { listed } from '../model/text.ts'
import { after, type Plan } from '../plan/plan.ts'
import type { Step } from '../plan/step.ts'
import { addContainer, deleteContainer, type LabContainer, startContainer } from '../plan/steps/container.ts'
import { noteLab } from '../plan/steps/lab.ts'
import { addNamespace, deleteNamespace } from '../plan/steps/namespace.ts'
import { bridgesPart } from './bridges.ts'
import { cablesPart, isWhole } from './cables.ts'
import { type Difference, Gathering } from './difference.ts'
import { externalsGone, externalsPart } from './externals.ts'
import { onLoopback } from './on-loopback.ts'
import { portsPart } from './ports.ts'
import { endServices, forgetNames, namesSteps, programsPart } from './programs.ts'
import { spacePart } from './space.ts'
import { type Wanted, type WantedCable, type WantedSpace, wantedOf } from './wanted.ts'

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
  const lost = lostSpaces(facts, old)
  all.add(bridgesPart(facts, lab, before?.lab))
  const { isNew, build } = newNodes(facts, wanted, old, all)
  const { toPublish, ...ports } = portsPart(after(facts, all.build), wanted, old, isNew)
  all.add(ports)
  let known = after(facts, [...all.build, ...build])
  const { laid, ...away } = cablesPart(known, wanted, isNew)
  const cables = cablesByPlace(wanted, known)
  known = after(known, [...away.build, ...laid.build])
  all.build.push(...away.build, ...build, ...laid.build)
  all.differences.push(...away.differences, ...laid.differences)
  const out = externalsPart(known, wanted, old, timeout)
  known = after(known, out.build)
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
  all.finish.unshift(...away.finish)
  const left = goneSpaces(wanted, old)
  const gone = left.filter((space) => !lost.includes(space))
  for (const { node } of gone) all.differences.push({ of: node, is: 'surplus' })
  all.build.push(...namesSteps(wanted, old))
  // With the last of them the old namespace goes, and what is left of its cables.
  if (old !== undefined) all.build.push(...endServices(old.lab, lost))
  all.add(programsPart(facts, wanted, old, isNew))
  if (old !== undefined) all.add(externalsGone(known, old, gone))
  all.build.push(...note(facts, state))
  all.finish.push(
    ...removal(before?.lab ?? lab, gone),
    ...forgetNames(left.filter((space) => lost.includes(space))),
  )
  const { differences, finish } = all
  const result = {
    lab: lab.name,
    nodes: Object.keys(lab.nodes),
    links: lab.links.length,
    differences,
    toPublish,
  }
  const notes =
    all.build.length + finish.length + toPublish.length === 0
      ? [`${lab.name} is up already`]
      : [...leftToDo(lab), ...onLoopback(lab)]
  return { build: all.build, finish, result, notes }
}

/** What a lab says and `up` doesn't do. */
const leftToDo = ({ nodes }: LaidLab): string[] =>
  Object.entries(nodes).flatMap(([node, { services = [], image, container }]) => [
    ...(services.length > 0 && (image ?? container) !== undefined
      ? [`${node} is a container: its services are its own affair, and not started`]
      : []),
  ])

/** Makes the nodes that are not there. @throws exit 4 where one of another's has the name, or a container was made otherwise */
function newNodes(
  facts: Facts,
  { lab, spaces }: Wanted,
  old: Wanted | undefined,
  all: Gathering,
): { readonly isNew: ReadonlySet<string>; readonly build: readonly Step[] } {
  const isNew = new Set<string>()
  const build: Step[] = []
  const named = new Set(facts.named.map(({ name }) => name))
  const make = (node: string, place: string, step: Step, how?: string) => {
    all.differences.push({ of: node, is: how === undefined ? 'missing' : 'differs', ...(how && { how }) })
    isNew.add(place)
    build.push(step)
  }
  for (const { node, place, namespace, container } of spaces) {
    const known = facts.nodes?.[`${lab.name}/${node}`]
    if (container !== undefined) {
      if (known?.foreign)
        throw taken(lab.name, `a container ${container.name}`, `docker rm ${container.name}`)
      const before = old?.spaces.find((one) => one.place === place)?.container
      if (!known?.stopped && facts.spaces[place] === undefined) make(node, place, addContainer(container))
      else if (before !== undefined && othersOf(container, before).length > 0)
        throw madeOtherwise(node, container, before)
      else if (known?.stopped) make(node, place, startContainer(container), 'has stopped')
    }
    if (namespace === undefined) {
      // One that is there already, and isn't any more.
      if (container === undefined && known?.stopped)
        all.differences.push({ of: node, is: 'differs', how: 'has stopped' })
      else if (container === undefined && facts.spaces[place] === undefined)
        all.differences.push({ of: node, is: 'missing' })
      continue
    }
    const { name, mark } = namespace
    if (!named.has(name)) make(node, place, addNamespace(namespace))
    else if (linkOf(facts, place, 'lo')?.alias !== mark)
      throw taken(lab.name, `a namespace ${name}`, `ip netns delete ${name}`)
  }
  return { isNew, build }
}

const taken = (lab: string, what: string, deletion: string) =>
  new CtnetError(
    'conflict',
    'namespace-taken',
    `there is ${what} already, and the lab ${lab} didn't make it`,
    {
      hint: `give the lab another name: --name; or, if nobody needs it: ${deletion}`,
    },
  )

/** What a container is made with, where it is not what it was. */
const othersOf = (container: LabContainer, before: LabContainer): readonly string[] =>
  (['image', 'command', 'env', 'binds'] as const).filter(
    (key) => JSON.stringify(container[key]) !== JSON.stringify(before[key]),
  )

function madeOtherwise(node: string, container: LabContainer, before: LabContainer) {
  const others = listed(othersOf(container, before))
  return new CtnetError(
    'conflict',
    'container-differs',
    `${node} has another ${others} now, and a container keeps what it was made with`,
    { hint: `have it made anew: docker rm --force ${container.name}; and the same command again` },
  )
}

/** The cables that are to be laid, by place and interface. */
function cablesByPlace({ cables }: Wanted, facts: Facts): ReadonlyMap<string, Map<string, WantedCable>> {
  const found = new Map<string, Map<string, WantedCable>>()
  for (const cable of cables) {
    if (isWhole(facts, cable)) continue
    for (const end of cable.ends) {
      const there = found.get(end.in) ?? new Map<string, WantedCable>()
      found.set(end.in, there.set(end.name, cable))
    }
  }
  return found
}

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
