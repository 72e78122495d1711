import { CtnetError } from '../model/error.ts'
import { type Facts, linkOf } from '../model/facts.ts'
import { listed } from '../model/text.ts'
import { after } from '../plan/plan.ts'
import type { Step } from '../plan/step.ts'
import { addContainer, type LabContainer, startContainer } from '../plan/steps/container.ts'
import { addNamespace } from '../plan/steps/namespace.ts'
import { Gathering, type Part } from './difference.ts'
import { nodeFacts } from './names.ts'
import { type Replacement, replaceContainers } from './replace.ts'
import type { Wanted, WantedSpace } from './wanted.ts'

export interface NodesPart extends Part {
  /** Whose namespace is made by this plan. */
  readonly isNew: ReadonlySet<string>
  /** The nodes that have another container now. */
  readonly replaced: readonly string[]
}

/** Makes the nodes that are not there, or were made otherwise. @throws exit 4 where one of another's has the name */
export function nodesPart(facts: Facts, wanted: Wanted, old: Wanted | undefined): NodesPart {
  const part = new Gathering()
  const isNew = new Set<string>()
  const replacements: Replacement[] = []
  const make = (node: string, place: string, step: Step, how?: string) => {
    part.differences.push({ of: node, is: how === undefined ? 'missing' : 'differs', ...(how && { how }) })
    isNew.add(place)
    part.build.push(step)
  }
  const named = new Set(facts.named.map(({ name }) => name))
  for (const space of wanted.spaces) {
    const { node, place, namespace, container } = space
    if (container !== undefined) {
      const change = containerChange(facts, wanted, old, { ...space, container })
      if (change === undefined) continue
      if ('step' in change) make(node, place, change.step, change.how)
      else {
        part.differs(node, `has another ${change.others} now, and its container is replaced`)
        isNew.add(place)
        replacements.push(change.replacement)
      }
    } else if (namespace === undefined) {
      // One that is there already, and isn't any more.
      const stopped = nodeFacts(facts, wanted.lab, node)?.stopped
      if (stopped) part.differences.push({ of: node, is: 'differs', how: 'has stopped' })
      else if (facts.spaces[place] === undefined) part.differences.push({ of: node, is: 'missing' })
    } else if (!named.has(namespace.name)) make(node, place, addNamespace(namespace))
    else if (linkOf(facts, place, 'lo')?.alias !== namespace.mark)
      throw taken(wanted.lab.name, `a namespace ${namespace.name}`, `ip netns delete ${namespace.name}`)
  }
  if (old !== undefined && replacements.length > 0)
    part.add(replaceContainers(after(facts, part.build), old, replacements))
  return { ...part, isNew, replaced: replacements.map(({ container }) => container.hostname) }
}

type ContainerChange =
  | { readonly step: Step; readonly how?: string }
  | { readonly replacement: Replacement; readonly others: string }

/** What makes a node's container be there, and as it shall be; nothing where it is. @throws exit 4 */
function containerChange(
  facts: Facts,
  { lab }: Wanted,
  old: Wanted | undefined,
  { node, place, container }: WantedSpace & { readonly container: LabContainer },
): ContainerChange | undefined {
  const known = nodeFacts(facts, lab, node)
  const { runtime, name } = container
  if (known?.foreign) throw taken(lab.name, `a container ${name}`, `${runtime} rm ${name}`)
  if (!known?.stopped && facts.spaces[place] === undefined) return { step: addContainer(container) }
  const before = old?.spaces.find((one) => one.place === place)?.container
  const others = before === undefined ? [] : othersOf(container, before)
  if (others.length > 0)
    return {
      others: listed(others),
      replacement: { place, container, pid: known?.stopped ? undefined : known?.pid },
    }
  return known?.stopped ? { step: startContainer(container), how: 'has stopped' } : undefined
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
