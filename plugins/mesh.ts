import { defineTopology, type LabLink, type LabNode } from 'ctnet'

export default defineTopology({
  name: 'mesh',
  describe: 'routers each joined to every other, with hosts at them',
  options: {
    routers: { type: 'number', default: 4, min: 2, max: 50, describe: 'how many routers' },
    hosts: { type: 'number', default: 0, min: 0, max: 20, describe: 'how many hosts at each router' },
  },
  build: ({ routers, hosts }) => {
    const nodes: Record<string, LabNode> = {}
    const links: LabLink[] = []
    for (let i = 1; i <= routers; i++) {
      nodes[`r${i}`] = { role: 'router', forward: true }
      for (let other = 1; other < i; other++) links.push({ ends: [{ node: `r${other}` }, { node: `r${i}` }] })
    }
    for (let i = 0; i < routers * hosts; i++) {
      nodes[`h${i + 1}`] = { role: 'host' }
      links.push({ ends: [{ node: `r${(i % routers) + 1}` }, { node: `h${i + 1}` }] })
    }
    return { nodes, links }
  },
})
