import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { test } from 'node:test'
import fc from 'fast-check'
import { lay } from '../../../lib/lab/lay.ts'
import { CtnetError } from '../../../lib/model/error.ts'
import type { Lab, LaidLab } from '../../../lib/model/lab.ts'
import { BUILT_IN } from '../../../lib/plugins/built-in.ts'
import { loadTopologies } from '../../../lib/plugins/registry.ts'
import { buildTopology } from '../../../lib/plugins/topology.ts'
import { Forwarding } from '../lab/forwarding.ts'

const TOPOLOGIES = new Map((await loadTopologies([])).map(({ topology }) => [topology.name, topology]))

function lab(name: string, options: Readonly<Record<string, number | string>> = {}): Lab {
  const topology = TOPOLOGIES.get(name)
  assert(topology !== undefined, `there is no ${name}`)
  return buildTopology(topology, options, name)
}

/** How many nodes and links there are. */
const size = ({ nodes, links }: Lab) => ({ nodes: Object.keys(nodes).length, links: links.length })

const routesIn = (laid: LaidLab): number =>
  Object.values(laid.nodes).reduce((sum, { routes }) => sum + routes.length, 0)

const addressesOf = (laid: LaidLab, node: string): string[] =>
  laid.links.flatMap(({ ends }) => ends.filter((end) => end.node === node).flatMap((end) => end.addresses))

const SIZES: readonly [string, Record<string, number>, { nodes: number; links: number }][] = [
  ['star', {}, { nodes: 4, links: 3 }],
  ['star', { hosts: 1 }, { nodes: 2, links: 1 }],
  ['star', { hosts: 300 }, { nodes: 301, links: 300 }],
  ['chain', {}, { nodes: 4, links: 3 }],
  ['chain', { routers: 0 }, { nodes: 2, links: 1 }],
  ['chain', { routers: 20 }, { nodes: 22, links: 21 }],
  ['ring', {}, { nodes: 4, links: 4 }],
  ['ring', { routers: 7, hosts: 2 }, { nodes: 21, links: 21 }],
  ['mesh', {}, { nodes: 4, links: 6 }],
  ['mesh', { routers: 6, hosts: 1 }, { nodes: 12, links: 21 }],
  ['tree', {}, { nodes: 7, links: 6 }],
  ['tree', { depth: 3, fanout: 3 }, { nodes: 40, links: 39 }],
  ['tree', { depth: 1, fanout: 1 }, { nodes: 2, links: 1 }],
  ['tree', { depth: 4, fanout: 1 }, { nodes: 5, links: 4 }],
  ['grid', {}, { nodes: 9, links: 12 }],
  ['grid', { rows: 4, columns: 2, hosts: 1 }, { nodes: 16, links: 18 }],
  ['grid', { rows: 1, columns: 1 }, { nodes: 1, links: 0 }],
  ['clos', {}, { nodes: 10, links: 12 }],
  ['clos', { spines: 3, leaves: 5, 'hosts-per-leaf': 2 }, { nodes: 18, links: 25 }],
  ['clos', { spines: 1, leaves: 1, 'hosts-per-leaf': 0 }, { nodes: 2, links: 1 }],
  ['dumbbell', {}, { nodes: 6, links: 5 }],
  ['dumbbell', { left: 1, right: 3 }, { nodes: 6, links: 5 }],
]

test('each topology has the nodes and links that its options ask for, and all of them reach each other', () => {
  assert.deepEqual([...TOPOLOGIES.keys()], Object.keys(BUILT_IN))
  assert.deepEqual([...new Set(SIZES.map(([name]) => name))], Object.keys(BUILT_IN))
  for (const [name, options, expected] of SIZES) {
    const declared = lab(name, options)
    const what = `${name} ${JSON.stringify(options)}`
    assert.deepEqual(size(declared), expected, what)
    const laid = lay(declared)
    const forwarding = new Forwarding(laid)
    assert.deepEqual(forwarding.failures(), [], what)
    for (const [node, { role, switch: joins }] of Object.entries(laid.nodes)) {
      assert.match(role ?? '', /^(host|router|switch|spine|leaf)$/, `${what}: ${node}`)
      const families = ([4, 6] as const).filter((family) => forwarding.source(node, family) !== undefined)
      if (!joins && expected.links > 0) assert.deepEqual(families, [4, 6], `${what}: ${node}`)
    }
  }
})

test('hosts have one default route in each family, and no other', () => {
  for (const [name, options, { links }] of SIZES) {
    if (name === 'star' || links < 2) continue
    for (const [node, { role, routes }] of Object.entries(lay(lab(name, options)).nodes)) {
      if (role !== 'host') continue
      assert.equal(routes.length, 2, `${name} ${node}: ${routes}`)
      assert(routes.every((route) => route.startsWith('default@')))
    }
  }
})

test('of any options in their bounds comes a lab that can be laid, always the same', () => {
  const small = (min: number, max: number) => fc.integer({ min, max })
  const any = fc.oneof(
    fc.record({ hosts: small(1, 40) }).map((options) => ['star', options] as const),
    fc.record({ routers: small(0, 30) }).map((options) => ['chain', options] as const),
    fc.record({ routers: small(3, 20), hosts: small(0, 3) }).map((options) => ['ring', options] as const),
    fc.record({ routers: small(2, 8), hosts: small(0, 2) }).map((options) => ['mesh', options] as const),
    fc.record({ depth: small(1, 4), fanout: small(1, 3) }).map((options) => ['tree', options] as const),
    fc
      .record({ rows: small(1, 6), columns: small(1, 6), hosts: small(0, 1) })
      .map((o) => ['grid', o] as const),
    fc
      .record({ spines: small(1, 5), leaves: small(1, 6), 'hosts-per-leaf': small(0, 3) })
      .map((options) => ['clos', options] as const),
    fc.record({ left: small(1, 6), right: small(1, 6) }).map((options) => ['dumbbell', options] as const),
  )
  fc.assert(
    fc.property(any, ([name, options]) => {
      const laid = lay(lab(name, options))
      assert.deepEqual(lay(lab(name, options)), laid)
      assert.deepEqual(new Forwarding(laid).failures(), [])
    }),
    { numRuns: 100 },
  )
})

test('big ones have few routes', () => {
  const few = { ring: [{ routers: 200 }, 2500], grid: [{ rows: 10, columns: 10 }, 1800] } as const
  for (const [name, [options, most]] of Object.entries(few)) {
    const routes = routesIn(lay(lab(name, options)))
    assert(routes <= most, `${name}: ${routes} routes`)
  }
  const fabric = lay(lab('clos', { spines: 10, leaves: 50, 'hosts-per-leaf': 10 }))
  assert.equal(fabric.links.length, 1000)
  assert(routesIn(fabric) < 15_000, `clos: ${routesIn(fabric)} routes`)
})

test('a leaf more, a host more or a router more renumbers nobody', () => {
  const pairs = [
    ['clos', { leaves: 3 }, { leaves: 4 }],
    ['clos', { spines: 2 }, { spines: 3 }],
    ['star', { hosts: 3 }, { hosts: 5 }],
    ['mesh', { routers: 3 }, { routers: 4 }],
    ['dumbbell', {}, { left: 4, right: 4 }],
  ] as const
  for (const [name, before, after] of pairs) {
    const [small, large] = [lay(lab(name, before)), lay(lab(name, after))]
    for (const node of Object.keys(small.nodes)) {
      const old = addressesOf(small, node)
      const now = addressesOf(large, node)
      assert(
        old.every((address) => now.includes(address)),
        `${name} ${node}: ${old}, then ${now}`,
      )
    }
  }
})

test("a clos' addresses say which spine and leaf, leaf and host they join", () => {
  const laid = lay(lab('clos', { spines: 2, leaves: 12, 'hosts-per-leaf': 1 }))
  assert.deepEqual(addressesOf(laid, 'h12'), ['10.112.1.2/24', 'fd00:0:112:1::2/64'])
  assert(addressesOf(laid, 'spine2').includes('10.2.12.1/24'))
  assert(addressesOf(laid, 'leaf12').includes('fd00:0:2:12::2/64'))
})

test("a clos' leaves share the spines", () => {
  const laid = lay(lab('clos', { spines: 2, leaves: 4 }))
  const routes = [1, 2, 3, 4].map((l) => laid.nodes[`leaf${l}`]?.routes[0])
  const spine = (l: number, s: number) => `10.0.0.0/9@10.${s}.${l}.1`
  assert.deepEqual(routes, [spine(1, 1), spine(2, 2), spine(3, 1), spine(4, 2)])
})

test("a star takes another subnet; a dumbbell's shared cable may be slow", () => {
  const star = lay(lab('star', { subnet: '10.10.0.0/24' }))
  assert.deepEqual(addressesOf(star, 'h3'), ['10.10.0.3/24'])
  const [shared, ...others] = lab('dumbbell', { rate: 8, delay: 5 }).links
  assert.deepEqual(
    shared?.ends.map(({ impair }) => impair),
    [
      { rate: 1e6, delay: 5000 },
      { rate: 1e6, delay: 5000 },
    ],
  )
  assert(others.every(({ ends }) => ends.every(({ impair }) => impair === undefined)))
})

test('what is too large is refused, with what to type', () => {
  assert.throws(
    () => lab('tree', { depth: 8, fanout: 10 }),
    (error) =>
      error instanceof CtnetError &&
      error.exit === 2 &&
      error.message === 'this tree would have 111111111 nodes: 2000 at the most',
  )
  assert.throws(() => lab('ring', { routers: 2 }), /--routers is at least 3, not 2/)
  assert.throws(() => lay(lab('star', { hosts: 255, subnet: '10.10.0.0/24' })), /10.10.0.0\/24 is too small/)
})

test('the page has a section for each topology, with its options and their bounds', () => {
  const page = readFileSync(new URL('../../../docs/topologies.md', import.meta.url), 'utf8')
  for (const [name, { options }] of TOPOLOGIES) {
    const section = page.split(/^## /m).find((text) => text.startsWith(`${name}\n`)) ?? ''
    for (const [option, { min, max, default: usual }] of Object.entries<Bounds>(options)) {
      const [line] = section.match(new RegExp(`^\\| \`--${option}\` .*$`, 'm')) ?? []
      assert(line !== undefined, `${name}: --${option}`)
      if (max !== undefined) assert(line.includes(`: ${min} to ${max} (${usual || 'none'})`), line)
    }
  }
})

interface Bounds {
  readonly min?: number
  readonly max?: number
  readonly default?: unknown
}
