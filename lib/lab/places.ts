import { HOST, type Place } from '../model/endpoint.ts'
import type { LaidLab } from '../model/lab.ts'
import type { Places } from '../plan/plan.ts'
import type { NamedPlace } from '../plan/steps/namespace.ts'

/** Where `ip netns` has its names. */
const DIRECTORY = '/var/run/netns'

/** A node's namespace: neither a lab's name nor a node's has a dot. */
export const namespaceOf = (lab: string, node: string): string => `${lab}.${node}`

export const placeOfNode = (lab: string, node: string): NamedPlace => {
  const name = namespaceOf(lab, node)
  return { name, place: `netns:${name}` }
}

/** Where an end of a cable is: in a node, or in the host. */
export const placeOfEnd = ({ name, nodes }: LaidLab, node: string): Place =>
  Object.hasOwn(nodes, node) ? placeOfNode(name, node).place : HOST

/** Where the nodes' namespaces are found, whether or not they are there yet. */
export const placesOfLab = (lab: Pick<LaidLab, 'name' | 'nodes'>): Places =>
  Object.fromEntries(
    Object.keys(lab.nodes).map((node) => {
      const { name, place } = placeOfNode(lab.name, node)
      const path = `${DIRECTORY}/${name}`
      return [place, { name: `${lab.name}/${node}`, path, locator: { kind: 'path', path } }] as const
    }),
  )
