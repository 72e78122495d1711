import { HOST } from '../model/endpoint.ts'
import { usageError } from '../model/error.ts'
import type { Lab } from '../model/lab.ts'
import type { NamedEnd, NamedLab } from './interfaces.ts'

/** Something that has addresses on a segment: an end of a cable, or a bridge of the host's. */
export interface Holder {
  readonly node: string
  /** As messages name it: `h1:eth0`, `br0`. */
  readonly at: string
  /** The addresses it was given; not said: to be chosen. */
  readonly said: readonly string[] | undefined
  readonly end?: NamedEnd
  readonly bridge?: string
}

/** What hears one broadcast: a cable, or cables joined by switches and bridges. */
export interface Segment {
  readonly holders: readonly Holder[]
  /** Where its addresses are to be chosen from, if that was said. */
  readonly subnets: readonly string[]
}

const isSwitch = (lab: Lab, node: string): boolean => lab.nodes[node]?.switch === true

/** The lab's segments, in the order of their first link, holders in the order of theirs. @throws exit 2 */
export function segmentsOf(lab: NamedLab): Segment[] {
  const joined = new Joined()
  const segments = new Map<string, { holders: Holder[]; subnets: string[] }>()
  const joins = ({ node }: NamedEnd): boolean => Object.hasOwn(lab.bridges ?? {}, node) || isSwitch(lab, node)

  for (const { ends } of lab.links) {
    const [a, b] = ends
    if (!joins(a) || !joins(b) || joined.join(a.node, b.node)) continue
    throw usageError(
      `the cable from ${a.node} to ${b.node} closes a loop of switches, in which a broadcast would never end`,
      'take it out; redundant paths need routers, or one cable less',
    )
  }
  const segment = (key: string) => {
    const known = segments.get(key) ?? { holders: [], subnets: [] }
    segments.set(key, known)
    return known
  }
  for (const [i, { ends, subnets = [] }] of lab.links.entries()) {
    const joint = ends.find(joins)
    const here = segment(joint === undefined ? `link ${i}` : joined.root(joint.node))
    here.subnets.push(...subnets)
    for (const end of ends) {
      if (joins(end)) refuseAddresses(end)
      else here.holders.push(holder(end))
    }
  }
  for (const [name, { addresses }] of Object.entries(lab.bridges ?? {})) {
    segment(joined.root(name)).holders.unshift({ node: HOST, at: name, said: addresses, bridge: name })
  }
  return [...segments.values()]
}

const holder = (end: NamedEnd): Holder => ({
  node: end.node,
  at: `${end.node}:${end.interface}`,
  said: end.addresses,
  end,
})

function refuseAddresses({ node, addresses = [] }: NamedEnd): void {
  if (addresses.length === 0) return
  throw usageError(
    `${node} joins its links, and a port of it has no address like ${addresses[0]}`,
    'give the address to the other end; or to the bridge itself, under bridges',
  )
}

/** Which of the switches and bridges are one. */
class Joined {
  readonly #parents = new Map<string, string>()

  root(name: string): string {
    const parent = this.#parents.get(name)
    if (parent === undefined) return name
    const root = this.root(parent)
    this.#parents.set(name, root)
    return root
  }

  /** Whether they weren't one yet. */
  join(a: string, b: string): boolean {
    const [one, other] = [this.root(a), this.root(b)]
    if (one === other) return false
    this.#parents.set(other, one)
    return true
  }
}
