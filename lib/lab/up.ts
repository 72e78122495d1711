import { CtnetError } from '../model/error.ts'
import type { Facts } from '../model/facts.ts'
import type { LaidLab } from '../model/lab.ts'
import { keptState, type LabState, stateOf } from '../model/lab-state.ts'
import { after, type Plan } from '../plan/plan.ts'
import type { Step } from '../plan/step.ts'
import { setFile } from '../plan/steps/file.ts'
import { addNamespace, deleteNamespace } from '../plan/steps/namespace.ts'
import { impair } from '../recipes/impair.ts'
import { cable } from './cables.ts'
import { endsByNode, settleNode } from './node.ts'
import { placeOfNode, placesOfLab } from './places.ts'

export interface LabResult {
  readonly lab: string
  readonly nodes: readonly string[]
  readonly links: number
}

/**
 * Makes a lab, or, where it is up already, what it lacks: what is there as it shall be is let alone.
 *
 * @throws exit 4 where a namespace of that name is somebody else's
 */
export function up(facts: Facts, { lab, from }: LabState): Plan<LabResult> {
  const before = stateOf(facts, lab.name)?.lab
  refuseOthers(facts, lab, before)
  const build: Step[] = []
  const finish: Step[] = []
  const known = () => after(facts, build)

  const missing = Object.keys(lab.nodes).filter((node) => !isThere(facts, lab.name, node))
  build.push(...missing.map((node) => addNamespace(placeOfNode(lab.name, node))))

  const cabling = cable(known(), lab, before)
  build.push(...cabling.build)
  finish.push(...cabling.finish)

  const cabled = known()
  const ends = endsByNode(lab)
  for (const node of Object.keys(lab.nodes)) {
    const was = missing.includes(node) ? undefined : before?.nodes[node]
    const intent = { lab, before: was, name: node, ends: ends.get(node) ?? [] }
    build.push(...settleNode(cabled, intent, placeOfNode(lab.name, node).place))
  }
  const impairing = impairments(known(), lab, before)
  build.push(...impairing.build)
  finish.push(...impairing.finish)

  finish.push(...vanished(facts, lab, before).map(deleteNamespace))
  const kept = keptState(facts, lab.name, { lab, from })
  if (kept.before !== kept.after) build.push(setFile(kept, 'Keep what the lab is, for status and down'))
  const result = { lab: lab.name, nodes: Object.keys(lab.nodes), links: lab.links.length }
  const notes = build.length + finish.length === 0 ? [`${lab.name} is up already`] : []
  return { build, finish, result, notes, places: { ...placesOfLab(before ?? lab), ...placesOfLab(lab) } }
}

const isThere = ({ named }: Facts, lab: string, node: string): boolean => {
  const { name } = placeOfNode(lab, node)
  return named.some((entry) => entry.name === name && !entry.dangling)
}

/** Nodes that the lab had and has no more. */
const vanished = (facts: Facts, lab: LaidLab, before: LaidLab | undefined) =>
  Object.keys(before?.nodes ?? {})
    .filter((node) => !Object.hasOwn(lab.nodes, node) && isThere(facts, lab.name, node))
    .map((node) => placeOfNode(lab.name, node))

function refuseOthers(facts: Facts, lab: LaidLab, before: LaidLab | undefined): void {
  const other = Object.keys(lab.nodes).find(
    (node) => before?.nodes[node] === undefined && isThere(facts, lab.name, node),
  )
  if (other === undefined) return
  const { name } = placeOfNode(lab.name, other)
  throw new CtnetError(
    'conflict',
    'namespace-taken',
    `there is a namespace ${name} already, and it is not this lab's`,
    {
      hint: `give the lab another name: --name NAME; or delete that namespace: ip netns delete ${name}`,
    },
  )
}

/** What the cables' ends do to packets, as far as it differs. */
function impairments(facts: Facts, lab: LaidLab, before: LaidLab | undefined) {
  const had = new Set(
    (before?.links ?? []).flatMap(({ ends }) =>
      ends.flatMap(({ impair: was, mac }) => (was ? (mac ?? '') : [])),
    ),
  )
  const parts = lab.links
    .flatMap(({ ends }) => ends)
    .filter(
      (end) => Object.hasOwn(lab.nodes, end.node) && (end.impair !== undefined || had.has(end.mac ?? '')),
    )
    .map((end) =>
      impair(facts, {
        of: placeOfNode(lab.name, end.node).place,
        container: `${lab.name}/${end.node}`,
        ifName: end.interface,
        direction: 'egress',
        impairment: end.impair ?? {},
        force: true,
      }),
    )
  return { build: parts.flatMap(({ build }) => build), finish: parts.flatMap(({ finish }) => finish) }
}

/** The facts as they would be if the lab weren't there. */
export function withoutLab(facts: Facts, { name, nodes }: LaidLab): Facts {
  const own = new Set(Object.keys(nodes).map((node) => placeOfNode(name, node).name))
  return { ...facts, named: facts.named.filter((entry) => !own.has(entry.name)) }
}

/** Takes labs away, with all that they made and nothing else. */
export function down(facts: Facts, names: readonly string[]): Plan<readonly string[]> {
  const states = names.flatMap((name) => stateOf(facts, name) ?? [])
  const finish = states.flatMap(({ lab }) => [
    ...Object.keys(lab.nodes)
      .filter((node) => isThere(facts, lab.name, node))
      .map((node) => deleteNamespace(placeOfNode(lab.name, node))),
    setFile(keptState(facts, lab.name, undefined), 'Forget the lab'),
  ])
  const places = Object.assign({}, ...states.map(({ lab }) => placesOfLab(lab)))
  return { build: [], finish, result: states.map(({ lab }) => lab.name), notes: [], places }
}
