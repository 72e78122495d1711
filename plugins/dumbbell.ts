import { defineTopology, type LabLink, type LabNode } from 'ctnet'

export default defineTopology({
  name: 'dumbbell',
  describe: 'hosts at two routers, and one cable between these that all share',
  options: {
    left: { type: 'number', default: 2, min: 1, max: 500, describe: 'how many hosts on the left' },
    right: { type: 'number', default: 2, min: 1, max: 500, describe: 'how many hosts on the right' },
    rate: { type: 'number', fraction: true, min: 0.01, describe: 'what the shared cable carries, in Mbit/s' },
    delay: { type: 'number', fraction: true, min: 0, describe: 'how long it takes each way, in ms' },
  },
  build: ({ left, right, rate, delay = 0 }) => {
    const impair = {
      ...(rate !== undefined && { rate: (rate * 1e6) / 8 }),
      ...(delay > 0 && { delay: delay * 1000 }),
    }
    const impaired = Object.keys(impair).length > 0 && { impair }
    const router = { role: 'router' }
    const nodes: Record<string, LabNode> = { r1: router, r2: router }
    const links: LabLink[] = [
      {
        ends: [
          { node: 'r1', ...impaired },
          { node: 'r2', ...impaired },
        ],
      },
    ]
    for (let i = 1; i <= Math.max(left, right); i++) {
      for (const [side, at, count] of [
        ['left', 'r1', left],
        ['right', 'r2', right],
      ] as const) {
        if (i > count) continue
        nodes[`${side}${i}`] = { role: 'host' }
        links.push({ ends: [{ node: at }, { node: `${side}${i}` }] })
      }
    }
    return { nodes, links }
  },
})
