import { CtnetError, defineTopology, type LabLink, type LabNode } from 'ctnet'

const MOST = 2000

export default defineTopology({
  name: 'tree',
  describe: 'a tree of routers, with hosts for leaves',
  options: {
    depth: { type: 'number', default: 2, min: 1, max: 10, describe: 'how many levels of routers' },
    fanout: {
      type: 'number',
      default: 2,
      min: 1,
      max: 100,
      describe: 'how many there are below each router',
    },
  },
  build: ({ depth, fanout }) => {
    const size = Array.from({ length: depth + 1 }, (_, level) => fanout ** level).reduce((a, b) => a + b)
    if (size > MOST) {
      throw new CtnetError('usage', 'too-large', `this tree would have ${size} nodes: ${MOST} at the most`, {
        hint: 'take a smaller --depth or --fanout',
      })
    }
    const nodes: Record<string, LabNode> = { r1: { role: 'router', forward: true } }
    const links: LabLink[] = []
    let level = ['r1']
    let routers = 1
    for (let at = 1; at <= depth; at++) {
      const above = level
      level = Array.from({ length: above.length * fanout }, (_, i) =>
        at === depth ? `h${i + 1}` : `r${routers + i + 1}`,
      )
      routers += level.length
      for (const [i, name] of level.entries()) {
        nodes[name] = at === depth ? { role: 'host' } : { role: 'router' }
        links.push({ ends: [{ node: above[Math.floor(i / fanout)] ?? '' }, { node: name }] })
      }
    }
    return { nodes, links }
  },
})
