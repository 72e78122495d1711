import { defineTopology, type LabLink, type LabNode } from 'ctnet'

/** Above the spines' numbers in the second byte of an address, so that a leaf's hosts are told from its uplinks. */
const HOSTS_FROM = 100

/** The subnets of a cable that two numbers name: 10.A.B.0/24 and fd00:0:A:B::/64, with the numbers as they are written. */
const subnets = (a: number, b: number): string[] => [`10.${a}.${b}.0/24`, `fd00:0:${a}:${b}::/64`]

export default defineTopology({
  name: 'clos',
  describe: 'a fat tree: every leaf joined to every spine, with hosts at the leaves',
  options: {
    spines: { type: 'number', default: 2, min: 1, max: 64, describe: 'how many spines' },
    leaves: { type: 'number', default: 4, min: 1, max: 150, describe: 'how many leaves' },
    'hosts-per-leaf': {
      type: 'number',
      default: 1,
      min: 0,
      max: 100,
      describe: 'how many hosts at each leaf',
    },
  },
  build: ({ spines, leaves, 'hosts-per-leaf': hosts }) => {
    const nodes: Record<string, LabNode> = {}
    const links: LabLink[] = []
    for (let s = 1; s <= spines; s++) nodes[`spine${s}`] = { role: 'spine', forward: true }
    for (let l = 1; l <= leaves; l++) {
      const leaf = `leaf${l}`
      nodes[leaf] = { role: 'leaf', forward: true }
      for (let s = 1; s <= spines; s++) {
        links.push({ ends: [{ node: `spine${s}` }, { node: leaf }], subnets: subnets(s, l) })
      }
      for (let h = 1; h <= hosts; h++) {
        const host = `h${(l - 1) * hosts + h}`
        nodes[host] = { role: 'host' }
        links.push({ ends: [{ node: leaf }, { node: host }], subnets: subnets(HOSTS_FROM + l, h) })
      }
    }
    return { nodes, links }
  },
})
