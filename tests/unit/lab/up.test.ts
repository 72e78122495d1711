import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { down as downLab } from '../../../lib/lab/down.ts'
import { lay } from '../../../lib/lab/lay.ts'
import { up as upLab } from '../../../lib/lab/up.ts'
import { changeLink, changeSpace, withoutLink } from '../../../lib/model/effects.ts'
import { HOST } from '../../../lib/model/endpoint.ts'
import { type Facts, linkOf, spaceOf } from '../../../lib/model/facts.ts'
import type { Lab, LabLink, LabNode } from '../../../lib/model/lab.ts'
import { settled } from '../../../lib/model/settled.ts'
import { after, stepsOf, withMade } from '../../../lib/plan/plan.ts'
import { renderBody } from '../../../lib/plan/script.ts'
import { undoOf } from '../../../lib/plan/undo.ts'
import { assertSettles, assertUndone, planOrRefusal } from '../laws.ts'
import { loopback } from './loopback.ts'

const EMPTY: Facts = {
  spaces: {
    [HOST]: { links: [loopback], routes: [], sysctls: { 'net/ipv6/conf/default/disable_ipv6': '0' } },
  },
  named: [{ name: 'other', dangling: false }],
  away: [],
  claims: [],
  files: {},
  inodes: { [HOST]: 7 },
  nonce: '0123456789',
}

/** What `ctnet up` plans, with what it knows of the lab from before. */
const planUp = (facts: Facts, lab: Lab) => upLab(facts, { lab: lay(lab), from: ['test'] })

const up = (facts: Facts, lab: Lab): Facts => after(facts, stepsOf(planUp(facts, lab)))

interface Shape {
  readonly cables: readonly (readonly [number, number])[]
  readonly switches: readonly number[]
  readonly host: boolean
  readonly bridge: boolean
  readonly subnets: readonly string[]
  readonly mtu: number
  readonly rate: number
  readonly loopbacks: number
}

const shape: fc.Arbitrary<Shape> = fc.record({
  cables: fc.array(fc.tuple(fc.nat(3), fc.nat(3)), { maxLength: 4 }),
  switches: fc.subarray([0, 1]),
  host: fc.boolean(),
  bridge: fc.boolean(),
  subnets: fc.constantFrom(['10.0.0.0/8', 'fd00::/48'], ['10.0.0.0/8'], ['192.168.0.0/20', 'fd09::/48']),
  mtu: fc.constantFrom(1500, 1400),
  // One rate in the place of another has another handle.
  rate: fc.constantFrom(0, 1e6),
  loopbacks: fc.nat(2),
})

function toLab({ cables, switches, host, bridge, subnets, mtu, rate, loopbacks }: Shape): Lab {
  const node = (n: number): LabNode => ({
    ...(switches.includes(n) ? { switch: true } : n < loopbacks ? { addresses: [`10.255.0.${n}/32`] } : {}),
    ...(n === 3 && { sysctls: { 'net.ipv4.tcp_mtu_probing': String(loopbacks) } }),
  })
  const links: LabLink[] = [
    ...cables
      .filter(([a, b]) => a !== b)
      .map(
        ([a, b]): LabLink => ({
          ends: [{ node: `n${a}`, ...(rate > 0 && { impair: { rate } }) }, { node: `n${b}` }],
          mtu,
        }),
      ),
    ...(host ? [{ ends: [{ node: 'n3' }, { node: 'host' }] } satisfies LabLink] : []),
    ...(bridge ? [{ ends: [{ node: 'n2' }, { node: 'lan0' }] } satisfies LabLink] : []),
  ]
  const nodes = [...new Set([...cables.flat(), 3, 2])]
  return {
    name: 'x',
    nodes: Object.fromEntries(nodes.map((n) => [`n${n}`, node(n)])),
    links,
    subnets,
    routing: 'none',
    ...(bridge && { bridges: { lan0: {} } }),
  }
}

const lab = shape.map(toLab).filter((one) => planOrRefusal(() => planUp(EMPTY, one)) !== undefined)
const RUNS = { numRuns: 50 }

test('up, taken back after any of its steps, gives the facts back; again, it has nothing to do; down gives them back too', () => {
  fc.assert(
    fc.property(lab, (one) => {
      const plan = planUp(EMPTY, one)
      assertUndone(EMPTY, plan)
      assertSettles(EMPTY, plan, (facts) => planUp(facts, one))
      const there = after(EMPTY, stepsOf(plan))
      const down = after(there, stepsOf(downLab(there, [one.name])))
      assert.deepEqual(settled(down), settled(EMPTY))
    }),
    RUNS,
  )
})

test('from one lab to another: taken back it is the first one, and when it is done it is just what the second one is', () => {
  fc.assert(
    fc.property(lab, lab, (one, other) => {
      const before = up(EMPTY, one)
      const plan = planUp(before, other)
      assertUndone(before, plan)
      assertSettles(before, plan, (facts) => planUp(facts, other))
      assert.deepEqual(settled(after(before, stepsOf(plan))), settled(up(EMPTY, other)))
    }),
    RUNS,
  )
})

const PAIR: Lab = {
  name: 'x',
  nodes: { a: {}, b: {} },
  links: [{ ends: [{ node: 'a' }, { node: 'b' }] }],
}

test('what somebody took away, or changed, is found and put back, each by itself', () => {
  const there = up(EMPTY, PAIR)
  const [a, b] = ['netns:x.a', 'netns:x.b']
  const damage: readonly [string, (facts: Facts) => Facts, RegExp][] = [
    ['a:eth0 is down', (facts) => changeLink(facts, a, 'eth0', { up: false }), /^link set dev eth0 up$/m],
    ['a:eth0 lacks', (facts) => changeLink(facts, a, 'eth0', { addresses: [] }), /^address add 10\.0\.1\.1/m],
    [
      'b:eth0 MTU is 1300',
      (facts) => changeLink(facts, b, 'eth0', { mtu: 1300 }),
      /^link set dev eth0 mtu 1500$/m,
    ],
    ['a:eth0 b:eth0 missing', (facts) => withoutLink(facts, a, 'eth0'), /^link add name eth0 netns/m],
    [
      'b net/ipv4/ip_forward is 1',
      (facts) =>
        changeSpace(facts, b, ({ sysctls }) => ({ sysctls: { ...sysctls, 'net/ipv4/ip_forward': '1' } })),
      /^net\/ipv4\/ip_forward 0$/m,
    ],
  ]
  for (const [expected, harm, line] of damage) {
    const facts = harm(there)
    const plan = planUp(facts, PAIR)
    const said = plan.result.differences.map(({ of, is, how }) => `${of} ${how ?? is}`)
    assert.ok(
      said.some((text) => text.startsWith(expected)),
      `${expected}: ${said}`,
    )
    const places = { [a]: 'x.a', [b]: 'x.b' }
    const known = Object.fromEntries(
      Object.entries(places).map(([place, name]) => {
        const path = `/var/run/netns/${name}`
        return [place, { name, path, locator: { kind: 'path', path } as const }]
      }),
    )
    assert.match(renderBody(plan, withMade(known, plan)).text, line)
    assertUndone(facts, plan)
    assertSettles(facts, plan, (after) => planUp(after, PAIR))
  }
})

test('what is not of the lab is left alone, and in the way it is named', () => {
  const there = up(EMPTY, PAIR)
  const byHand = changeLink(there, 'netns:x.a', 'eth0', {
    addresses: [
      ...(linkOf(there, 'netns:x.a', 'eth0')?.addresses ?? []),
      { family: 4, ip: '192.0.2.7', prefix: 32 },
    ],
  })
  assert.deepEqual(stepsOf(planUp(byHand, PAIR)), [])
  const anothers = { ...EMPTY, named: [{ name: 'x.a', dangling: false }] }
  assert.throws(() => planUp(anothers, PAIR), { exit: 4, code: 'namespace-taken' })
  const onHost: Lab = { ...PAIR, links: [{ ends: [{ node: 'a' }, { node: 'host', interface: 'lo2' }] }] }
  const taken = changeSpace(EMPTY, HOST, ({ links }) => ({ links: [...links, { ...loopback, name: 'lo2' }] }))
  assert.throws(() => planUp(taken, onHost), { exit: 4, code: 'interface-taken' })
  assert.equal(spaceOf(EMPTY, HOST).links.length, 1)
})

test('a cable to a new node is taken back at its other end, at once, before what had its name comes back', () => {
  const there = up(EMPTY, PAIR)
  const between: Lab = {
    ...PAIR,
    nodes: { new: {}, ...PAIR.nodes },
    links: [{ ends: [{ node: 'new' }, { node: 'a' }] }, { ends: [{ node: 'new' }, { node: 'b' }] }],
  }
  const undone = undoOf(planUp(there, between).build).map(({ step }) => step)
  for (const place of ['netns:x.a', 'netns:x.b']) {
    const own = undone.filter((step) => step.in === place).map(({ run }) => JSON.stringify(run))
    const deleted = own.findIndex((text) => text.includes('"delete","dev","eth0"'))
    assert.ok(deleted >= 0, place)
    assert.ok(own.findIndex((text) => text.includes('"name","eth0"')) > deleted, place)
  }
})

test("a host's address that was meant for a cable is spoken of, a router's networks are not", () => {
  const nodes = {
    h1: { addresses: ['10.1.0.2/24', '10.255.0.1/32'] },
    r1: { addresses: ['10.2.0.1/24'] },
    h2: {},
  }
  const links: LabLink[] = ['h1', 'h2'].map((node) => ({ ends: [{ node }, { node: 'r1' }] }))
  assert.deepEqual(planUp(EMPTY, { name: 'lab', nodes, links }).notes, [
    'h1 has 10.1.0.2/24 on its loopback interface; at a cable it is written h1 10.1.0.2/24 -- …',
  ])
})

test('two labs of one kind do not see each other', () => {
  const one = up(EMPTY, PAIR)
  const both = up(one, { ...PAIR, name: 'y' })
  assert.deepEqual(stepsOf(planUp(both, PAIR)), [])
  const rest = after(both, stepsOf(downLab(both, ['y'])))
  assert.deepEqual(settled(rest), settled(one))
})

test('a big ring is a few batches, and two for each node', () => {
  const names = Array.from({ length: 200 }, (_, n) => `r${n}`)
  const ring: Lab = {
    name: 'x',
    nodes: Object.fromEntries(names.map((name) => [name, {}])),
    links: names.map((name, n) => ({ ends: [{ node: name }, { node: names[(n + 1) % 200] ?? '' }] })),
  }
  const plan = planUp(EMPTY, ring)
  assert.equal(renderBody(plan, withMade({}, plan)).chunks.length, 1 + 2 * 200 + 2)
})
