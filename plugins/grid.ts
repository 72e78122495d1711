import { defineTopology, type LabLink, type LabNode } from 'ctnet'

export default defineTopology({
  name: 'grid',
  describe: 'routers in rows and columns, each joined to its neighbours, with hosts at them',
  options: {
    rows: { type: 'number', default: 3, min: 1, max: 30, describe: 'how many rows' },
    columns: { type: 'number', default: 3, min: 1, max: 30, describe: 'how many columns' },
    hosts: { type: 'number', default: 0, min: 0, max: 20, describe: 'how many hosts at each router' },
  },
  build: ({ rows, columns, hosts }) => {
    const nodes: Record<string, LabNode> = {}
    const links: LabLink[] = []
    const name = (row: number, column: number) => `r${row}-${column}`
    for (let row = 1; row <= rows; row++) {
      for (let column = 1; column <= columns; column++) {
        const here = { node: name(row, column) }
        nodes[here.node] = { role: 'router' }
        if (column > 1) links.push({ ends: [{ node: name(row, column - 1) }, here] })
        if (row > 1) links.push({ ends: [{ node: name(row - 1, column) }, here] })
      }
    }
    const routers = Object.keys(nodes)
    for (let i = 0; i < routers.length * hosts; i++) {
      nodes[`h${i + 1}`] = { role: 'host' }
      links.push({ ends: [{ node: routers[i % routers.length] ?? '' }, { node: `h${i + 1}` }] })
    }
    return { nodes, links }
  },
})
