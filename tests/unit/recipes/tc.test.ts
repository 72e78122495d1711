import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { changeControl } from '../../../lib/model/effects.ts'
import { CtnetError } from '../../../lib/model/error.ts'
import type { Facts } from '../../../lib/model/facts.ts'
import type { TrafficControl } from '../../../lib/model/traffic-control.ts'
import { after, stepsOf } from '../../../lib/plan/plan.ts'
import { tc } from '../../../lib/recipes/tc.ts'
import { isShow, parseTc } from '../../../lib/recipes/tc-words.ts'
import { assertSettles, assertUndone, planOrRefusal } from '../laws.ts'

const EMPTY: Facts = {
  spaces: {
    'netns:web': {
      links: [{ name: 'eth0', kind: 'veth', mac: '02:00:00:00:00:01', mtu: 1500, up: true, addresses: [] }],
      routes: [],
      sysctls: {},
    },
  },
  named: [],
  claims: [],
  nonce: '0123456789',
}
const having = (tc: TrafficControl) => changeControl(EMPTY, 'netns:web', 'eth0', () => tc)
const run = (facts: Facts, line: string, force = false) =>
  tc(facts, { of: 'netns:web', container: 'web', command: parseTc('web', line.split(' ')), force })

const tbf = {
  kind: 'tbf',
  handle: '5:',
  parent: 'root',
  options: { rate: 125000, burst: 3028, latency: 4e5 },
}
const worlds = [
  { qdiscs: [], classes: [], filters: [] },
  { qdiscs: [tbf], classes: [], filters: [] },
  { qdiscs: [{ kind: 'cake', handle: '5:', parent: 'root' }], classes: [], filters: [] },
  {
    qdiscs: [
      { kind: 'htb', handle: '1:', parent: 'root', options: { default: 0, r2q: 10 } },
      { kind: 'pfifo', handle: '7:', parent: '1:10', options: { limit: 7 } },
      { kind: 'clsact', handle: 'ffff:', parent: 'ffff:fff1', options: {} },
    ],
    classes: ['1:10', '1:20'],
    filters: [
      { parent: '1:', preference: 1 },
      { parent: 'ffff:fff2', preference: 1 },
    ],
  },
] satisfies TrafficControl[]
const lines = ['add', 'replace', 'del'].flatMap((verb) =>
  [
    'qdisc % dev eth0 root tbf rate 1mbit burst 3028 latency 400ms',
    'qdisc % dev eth0 root handle 5: pfifo limit 9',
    'qdisc % dev eth0 parent 1:20 handle 8: pfifo limit 9',
    'qdisc % dev eth0 parent 1:10',
    'qdisc % dev eth0 ingress',
    'qdisc % dev eth0 clsact',
    'class % dev eth0 parent 1: classid 1:10 htb rate 1mbit',
    'class % dev eth0 parent 1:20 classid 1:30 htb rate 1mbit',
    'filter % dev eth0 parent 1: protocol ip prio 1 u32 match u32 0 0',
    'filter % dev eth0 protocol ip pref 2 u32 match u32 0 0',
    'filter % dev eth0 ingress pref 1 u32 match u32 0 0',
    'filter % dev eth0 egress pref 1 u32 match u32 0 0',
  ].map((line) => line.replace('%', verb)),
)

test('whatever tc is asked for is taken back exactly; what is asked for by kind twice is nothing', () => {
  fc.assert(
    fc.property(fc.constantFrom(...worlds), fc.constantFrom(...lines), fc.boolean(), (world, line, force) => {
      const facts = having(world)
      const plan = planOrRefusal(() => run(facts, line, force))
      if (plan === undefined) return
      assertUndone(facts, plan)
      assert.ok(force || plan.finish.length === 0)
      const canBeAsked = line.includes(' del ') || line.startsWith('qdisc')
      if (canBeAsked) assertSettles(facts, plan, (known) => run(known, line, force))
    }),
    { numRuns: 1000 },
  )
})

test('a qdisc without a handle gets one, by which it is taken back', () => {
  const [step] = run(EMPTY, 'qdisc add dev eth0 root pfifo limit 7').build
  const argv = (command: unknown) => (command as { argv: string[] }).argv.join(' ')
  const handle = / handle (\w+:) /.exec(argv(step?.run[0]))?.[1]
  assert.ok(handle)
  assert.equal(argv(step?.undo?.run[0]), `tc qdisc del dev eth0 root handle ${handle}`)
})

test('what could not be put back is refused, and goes as the last step by force', () => {
  const [, , cake, htb] = worlds
  for (const [world, line] of [
    [cake, 'qdisc del dev eth0 root'],
    [cake, 'qdisc replace dev eth0 root pfifo limit 7'],
    [htb, 'qdisc del dev eth0 root'],
    [htb, 'class del dev eth0 classid 1:10'],
    [htb, 'filter del dev eth0 parent 1: pref 1'],
  ] as const) {
    const facts = having(world as TrafficControl)
    assert.throws(() => run(facts, line), { exit: 2, hint: /--force.*ctnet exec web tc/ })
    const plan = run(facts, line, true)
    assert.deepEqual([plan.build.length, plan.finish.length], [0, 1])
    if (line.includes('root') && line.includes('del'))
      assert.deepEqual(
        after(facts, stepsOf(plan)).spaces['netns:web']?.links[0]?.tc?.filters.length,
        world === htb ? 1 : undefined,
      )
  }
})

test('what is in the way, missing, or unknown has its own exit code', () => {
  const [, , , htb] = worlds
  const cases: [Facts, string, number][] = [
    [having({ qdiscs: [tbf], classes: [], filters: [] }), 'qdisc add dev eth0 root pfifo limit 7', 4],
    [having({ qdiscs: [tbf], classes: [], filters: [] }), 'qdisc del dev eth0 root handle 6:', 3],
    [having({ qdiscs: [tbf], classes: [], filters: [] }), 'qdisc add dev eth0 parent 5: pfifo', 2],
    [having(htb as TrafficControl), 'class add dev eth0 parent 1: classid 1:10 htb rate 1mbit', 4],
    [having(htb as TrafficControl), 'class add dev eth0 parent 1:10 classid 1:11 htb rate 1mbit', 2],
    [EMPTY, 'qdisc add dev eth7 root pfifo', 3],
    [EMPTY, 'filter add dev eth0 pref 1 u32', 3],
    [EMPTY, 'qdisc change dev eth0 root pfifo', 2],
    [EMPTY, 'qdisc add root pfifo', 2],
    [EMPTY, 'qdisc add dev eth0 pfifo', 2],
    [EMPTY, 'actions flush', 2],
    [EMPTY, 'qdisc add dev eth0 root pfifo limit 7 --dry-run', 2],
    [EMPTY, 'qdisc add dev eth0 root $(reboot)', 2],
  ]
  for (const [facts, line, exit] of cases)
    assert.throws(
      () => run(facts, line),
      (error) => error instanceof CtnetError && error.exit === exit,
      line,
    )
})

test('showing is told from changing, with options of tc before it', () => {
  for (const line of ['qdisc', 'qdisc show dev eth0', '-s qdisc ls', '-j filter list dev eth0'])
    assert.ok(isShow(line.split(' ')), line)
  for (const line of ['qdisc add dev eth0', 'actions ls', '']) assert.ok(!isShow(line.split(' ')), line)
})
