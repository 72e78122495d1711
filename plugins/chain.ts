import { defineTopology } from 'ctnet'

export default defineTopology({
  name: 'chain',
  describe: 'routers in a row, with a host at each end',
  options: {
    // A packet passes 254 routers at the most: its TTL has eight bits.
    routers: { type: 'number', default: 2, min: 0, max: 250, describe: 'how many routers' },
  },
  build: ({ routers }) => {
    const between = Array.from({ length: routers }, (_, i) => `r${i + 1}`)
    const row = ['h1', ...between, 'h2']
    return {
      nodes: Object.fromEntries(
        row.map((name) => [name, { role: name.startsWith('h') ? 'host' : 'router' }]),
      ),
      links: row.slice(1).map((name, i) => ({ ends: [{ node: row[i] ?? '' }, { node: name }] })),
    }
  },
})
