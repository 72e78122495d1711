import { defineTopology, type LabLink, type LabNode } from 'ctnet'

export default defineTopology({
  name: 'ring',
  describe: 'routers in a circle, each joined to the next, with hosts at them',
  options: {
    routers: { type: 'number', default: 4, min: 3, max: 500, describe: 'how many routers' },
    hosts: { type: 'number', default: 0, min: 0, max: 20, describe: 'how many hosts at each router' },
  },
  build: ({ routers, hosts }) => {
    const nodes: Record<string, LabNode> = {}
    const links: LabLink[] = []
    for (let i = 1; i <= routers; i++) {
      nodes[`r${i}`] = { role: 'router' }
      links.push({ ends: [{ node: `r${i}` }, { node: `r${(i % routers) + 1}` }] })
    }
    for (let i = 0; i < routers * hosts; i++) {
      nodes[`h${i + 1}`] = { role: 'host' }
      links.push({ ends: [{ node: `r${(i % routers) + 1}` }, { node: `h${i + 1}` }] })
    }
    return { nodes, links }
  },
})
