import { HOST } from '../model/endpoint.ts'
import { usageError } from '../model/error.ts'
import type { Lab, LabEnd, LabExternal, LabLink } from '../model/lab.ts'
import { newInterfaceName } from '../model/name.ts'
import { hash } from './hash.ts'

export interface NamedEnd extends LabEnd {
  readonly interface: string
}

export interface NamedLink extends LabLink {
  readonly ends: readonly [NamedEnd, NamedEnd]
}

export interface NamedLab extends Lab {
  readonly links: readonly NamedLink[]
  readonly externals: readonly (LabExternal & { readonly interface: string })[]
}

/**
 * The lab with a name for every interface: the one given, else the node's first free `ethN` in the order of the links, so
 * that a link more at the end renames nobody. @throws exit 2
 */
export function nameInterfaces(lab: Lab): NamedLab {
  const taken = givenNames(lab)
  const next = new Map<string, number>()

  const freeEthernet = (node: string): string => {
    // A container that is there already most likely has its eth0.
    const first = lab.nodes[node]?.container === undefined ? 0 : 1
    for (let n = next.get(node) ?? first; ; n++) {
      const name = `eth${n}`
      if (taken.has(`${node}:${name}`)) continue
      next.set(node, n + 1)
      return name
    }
  }
  const onHost = (text: string): string => {
    for (let n = 0; ; n++) {
      const name = `veth${(hash(`${text} ${n}`) % 36 ** 7).toString(36).padStart(7, '0')}`
      if (taken.has(`${HOST}:${name}`)) continue
      taken.add(`${HOST}:${name}`)
      return name
    }
  }
  const inNode = <E extends LabEnd | LabExternal>(end: E): E & { interface: string } => ({
    ...end,
    interface: end.interface ?? freeEthernet(end.node),
  })
  const name = (end: LabEnd, peer: LabEnd): NamedEnd =>
    Object.hasOwn(lab.nodes, end.node)
      ? inNode(end)
      : {
          ...end,
          interface: end.interface ?? onHost(`${lab.name} ${end.node} ${peer.node}:${peer.interface}`),
        }

  const links = lab.links.map((link): NamedLink => {
    const [a, b] = link.ends
    const first = Object.hasOwn(lab.nodes, a.node) ? inNode(a) : a
    const second = name(b, first)
    return { ...link, ends: [name(first, second), second] }
  })
  return { ...lab, links, externals: (lab.externals ?? []).map(inNode) }
}

/** The names that were given, as `NODE:INTERFACE`; of the host's namespace, in which its bridges are too, as `host:…`. */
function givenNames(lab: Lab): Set<string> {
  const bridges = Object.keys(lab.bridges ?? {})
  const taken = new Set(bridges.map((name) => `${HOST}:${newInterfaceName(name)}`))
  for (const end of [...lab.links.flatMap((link) => link.ends), ...(lab.externals ?? [])]) {
    if (end.interface === undefined) continue
    const owner = Object.hasOwn(lab.nodes, end.node) ? end.node : HOST
    const key = `${owner}:${newInterfaceName(end.interface)}`
    if (taken.has(key)) {
      throw usageError(
        `${owner} would have two interfaces ${end.interface}`,
        'give one of them another name, or none',
      )
    }
    taken.add(key)
  }
  return taken
}

/** The names of each node's interfaces. */
export function interfacesByNode({ links, externals }: NamedLab): ReadonlyMap<string, readonly string[]> {
  const byNode = new Map<string, string[]>()
  for (const end of [...links.flatMap(({ ends }) => ends), ...externals]) {
    const known = byNode.get(end.node) ?? []
    byNode.set(end.node, known)
    known.push(end.interface)
  }
  return byNode
}
