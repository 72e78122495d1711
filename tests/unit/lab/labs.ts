import fc from 'fast-check'
import type { Lab, LabLink, LabNode } from '../../../lib/model/lab.ts'

/** A cable between two nodes, as short as it can be said. */
export const cable = (a: string, b: string): LabLink => ({ ends: [{ node: a }, { node: b }] })

/** A lab of nodes that are nothing but namespaces. */
export const plainLab = (links: readonly LabLink[], more: Partial<Lab> = {}): Lab => ({
  name: 'lab',
  nodes: nodesOf(links),
  links,
  ...more,
})

export const nodesOf = (links: readonly LabLink[]): Record<string, LabNode> =>
  Object.fromEntries(links.flatMap(({ ends }) => ends.map(({ node }) => [node, {}])))

const POOLS = [
  undefined,
  ['10.9.0.0/16', 'fd09::/48'],
  ['192.168.0.0/20'],
  ['fd00:1::/56'],
  ['172.16.0.0/19', 'fd02::/64'],
]

interface Shape {
  readonly routers: number
  readonly chords: readonly (readonly [number, number])[]
  readonly hosts: readonly number[]
  readonly switches: readonly (readonly number[])[]
  readonly loopbacks: readonly number[]
  readonly deaf: readonly number[]
  readonly pools: readonly string[] | undefined
}

const some = (most: number, length: number) => fc.array(fc.nat(most), { maxLength: length })

const shape: fc.Arbitrary<Shape> = fc.record({
  routers: fc.integer({ min: 1, max: 14 }),
  chords: fc.array(fc.tuple(fc.nat(20), fc.nat(20)), { maxLength: 12 }),
  hosts: some(20, 8),
  switches: fc.array(fc.array(fc.nat(20), { minLength: 1, maxLength: 4 }), { maxLength: 3 }),
  loopbacks: some(20, 5),
  deaf: some(20, 2),
  pools: fc.constantFrom(...POOLS),
})

/**
 * Connected labs: a tree of routers with cables across, hosts at some of them, switches between some, loopback addresses, and
 * the nodes that don't forward although they could. Each of those hangs on two routers, and nothing hangs on it.
 */
export const connectedLab: fc.Arbitrary<Lab> = fc
  .tuple(shape, fc.array(fc.nat(1000), { minLength: 14, maxLength: 14 }))
  .map(([{ routers, chords, hosts, switches, loopbacks, deaf, pools }, parents]) => {
    const router = (n: number) => `r${n % routers}`
    const links: LabLink[] = []
    for (let i = 1; i < routers; i++) links.push(cable(`r${i}`, `r${(parents[i] ?? 0) % i}`))
    for (const [a, b] of chords) if (router(a) !== router(b)) links.push(cable(router(a), router(b)))
    for (const [i, at] of hosts.entries()) links.push(cable(`h${i}`, router(at)))
    for (const [i, ports] of switches.entries()) {
      for (const port of new Set(ports.map(router))) links.push(cable(port, `sw${i}`))
      links.push(cable(`sw${i}`, `s${i}`))
    }
    for (const [i, at] of deaf.entries()) {
      links.push(cable(`d${i}`, router(at)), cable(`d${i}`, router(at + 1)))
    }
    const nodes: Record<string, LabNode> = { r0: {}, ...nodesOf(links) }
    for (const name of Object.keys(nodes)) {
      if (/^r/.test(name)) nodes[name] = { forward: true }
      if (/^sw/.test(name)) nodes[name] = { switch: true }
      if (/^d/.test(name)) nodes[name] = { forward: false }
    }
    const names = Object.keys(nodes).filter((name) => !name.startsWith('sw'))
    for (const [i, n] of loopbacks.entries()) {
      const name = names[n % names.length] ?? 'r0'
      const both = [`10.255.0.${i + 1}/32`, `fd00:ffff::${i + 1}/128`]
      const more = both.filter((ip) => pools?.some((pool) => pool.includes(':') === ip.includes(':')) ?? true)
      nodes[name] = { ...nodes[name], addresses: [...(nodes[name]?.addresses ?? []), ...more] }
    }
    return { name: 'lab', nodes, links, ...(pools !== undefined && { subnets: pools }) }
  })
