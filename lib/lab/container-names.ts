import { HOST } from '../model/endpoint.ts'
import type { Facts } from '../model/facts.ts'
import { type OwnEntry, parseHosts, withEntry, withoutEntries } from '../model/hosts-file.ts'
import type { LaidLab } from '../model/lab.ts'
import type { Step } from '../plan/step.ts'
import { nameInContainer } from '../plan/steps/container-hosts.ts'
import { setFile } from '../plan/steps/file.ts'
import { Gathering, type Part } from './difference.ts'
import { nodeFacts } from './names.ts'
import { addressesOf } from './reach.ts'
import type { Wanted, WantedSpace } from './wanted.ts'

/** Whose lines they are: what ends them. */
const ownerOf = ({ name }: LaidLab): string => `lab ${name}`

/** What every node calls every other one, as lines of the lab's. */
const entriesOf = (lab: LaidLab): readonly OwnEntry[] =>
  Object.entries(lab.nodes).flatMap(([node, { names = [] }]) =>
    addressesOf(lab, node).map((ip) => ({ ip, names: [node, ...names], owner: ownerOf(lab) })),
  )

/** The names of the nodes for one whose container has just been started; nothing where its author gave it the file. */
export function namesAnew(lab: LaidLab, { container }: WantedSpace): readonly Step[] {
  const isGiven = container?.binds.some((bind) => bind.split(':')[1] === '/etc/hosts')
  if (container === undefined || isGiven) return []
  return [nameInContainer(container, `# ctnet ${ownerOf(lab)}`, entriesOf(lab).reduce(withEntry, ''))]
}

/** The names of the nodes in the hosts files of those that are containers. */
export function containerNames(facts: Facts, { lab, spaces }: Wanted, isNew: ReadonlySet<string>): Part {
  const part = new Gathering()
  for (const space of spaces) {
    if (space.namespace !== undefined || space.place === HOST) continue
    if (isNew.has(space.place)) part.build.push(...namesAnew(lab, space))
    else {
      const steps = changed(facts, lab, space, entriesOf(lab))
      if (steps.length > 0) part.differs(space.node, "doesn't know the names of the nodes", ...steps)
    }
  }
  return part
}

/** Takes the names out again of a container that stays. */
export const forgetInContainer = (facts: Facts, lab: LaidLab, space: WantedSpace): readonly Step[] =>
  changed(facts, lab, space, [])

function changed(
  facts: Facts,
  lab: LaidLab,
  { node }: WantedSpace,
  entries: readonly OwnEntry[],
): readonly Step[] {
  const path = nodeFacts(facts, lab, node)?.hosts
  const before = path === undefined ? undefined : facts.files?.[path]
  // What isn't text couldn't be written as it was.
  if (path === undefined || before === undefined || /[\0\uFFFD]/.test(before)) return []
  const owner = ownerOf(lab)
  const known = parseHosts(before).filter((entry) => entry.owner === owner)
  if (JSON.stringify(known) === JSON.stringify(entries)) return []
  const after = entries.reduce(withEntry, withoutEntries(before, owner))
  return [setFile({ path, before, after }, `Tell ${node} the names of the nodes`)]
}
