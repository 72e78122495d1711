import { type Facts, LAB_MARK, type NodeFacts, OWN_ALIAS } from '../model/facts.ts'
import type { LabNode, LaidLab, LaidLink } from '../model/lab.ts'

/** The namespace of a node that is nothing but one, in /var/run/netns. */
export const namespaceOf = (lab: string, node: string): string => `${lab}.${node}`

/** What is known of a node goes by this: one that is to be another container is another one. */
export const keyOfNode = (lab: string, node: string, { container }: Pick<LabNode, 'container'>): string =>
  container === undefined ? `${lab}/${node}` : `${lab}/${node}=${container}`

/** What is known of a node besides its namespace, if anything is. */
export const nodeFacts = ({ nodes }: Facts, lab: LaidLab, node: string): NodeFacts | undefined =>
  nodes?.[keyOfNode(lab.name, node, lab.nodes[node] ?? {})]

/** What a lab's namespaces are marked with on their loopback. */
export const markOfLab = (lab: string): string => `ctnet-lab: ${lab}`

/** How the marks of a lab's cables begin, in the host's own words: `markOf` of the steps adds whose they are. */
const labPrefix = (lab: string): string => `${LAB_MARK.slice(OWN_ALIAS.length).trimStart()}${lab} `

/** The part of a mark that names the cable; nothing for what isn't of the lab. */
export function ofLab(lab: string, alias: string | undefined): string | undefined {
  const prefix = `${LAB_MARK}${lab} `
  return alias?.startsWith(prefix) ? alias.slice(prefix.length) : undefined
}

/** What both ends of a cable are marked with; the same whichever of them is named first. */
export const markOfCable = (lab: string, link: Pick<LaidLink, 'ends'>): string =>
  `${labPrefix(lab)}${nameOfCable(link)}`

/** `r1:eth0 r2:eth1` */
export const nameOfCable = ({ ends }: Pick<LaidLink, 'ends'>): string =>
  ends
    .map((end) => `${end.node}:${end.interface}`)
    .sort()
    .join(' ')

/** What a bridge of the host's is marked with that a lab made. */
export const markOfBridge = (lab: string): string => `${labPrefix(lab)}bridge`

/** The bridge within a switch. */
export const SWITCH = 'br0'
