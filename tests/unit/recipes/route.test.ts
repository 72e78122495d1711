import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { parseCidr } from '../../../lib/model/address.ts'
import { HOST } from '../../../lib/model/endpoint.ts'
import { spaceOf } from '../../../lib/model/facts.ts'
import { parseRouteWords, type RouteWords, showRoute } from '../../../lib/model/route-words.ts'
import { after, stepsOf } from '../../../lib/plan/plan.ts'
import { changeRoute, type RouteChange } from '../../../lib/recipes/route.ts'
import { assertSettles, assertUndone, planOrRefusal } from '../laws.ts'
import { CONTAINERS, world } from '../worlds.ts'

const maybe = (...texts: string[]) => fc.constantFrom('', '', ...texts)
const words: fc.Arbitrary<RouteWords> = fc
  .tuple(
    maybe('blackhole', 'prohibit'),
    fc.constantFrom('default', '192.168.0.0/24', '192.168.1.0/24', '10.0.0.0/24', '10.1.0.7', 'fd09::/48'),
    maybe('via 10.0.0.1', 'via 10.1.0.1', 'via 10.2.0.9', 'via fd00:1::1', 'via fe80::1'),
    maybe('dev eth0', 'dev eth1', 'dev lo'),
    maybe('metric 100', 'metric 0'),
    maybe('table 77'),
    maybe('proto static'),
    maybe('onlink'),
    maybe('mtu 1400'),
    maybe('-6'),
  )
  .map((parts) => planOrNothing(parts.filter((part) => part !== '').flatMap((part) => part.split(' '))))
  .filter((route) => route !== undefined)

function planOrNothing(parts: readonly string[]): RouteWords | undefined {
  try {
    return parseRouteWords(parts)
  } catch {
    return undefined
  }
}

const change: fc.Arbitrary<RouteChange> = fc.record({
  place: fc.constantFrom(...CONTAINERS, HOST),
  container: fc.constant('web'),
  verb: fc.constantFrom('add' as const, 'replace' as const, 'del' as const),
  route: words,
  force: fc.boolean(),
})
const RUNS = { numRuns: 2000 }

test('what route changes is taken back to what it was', () => {
  fc.assert(
    fc.property(world, change, (facts, one) => {
      const plan = planOrRefusal(() => changeRoute(facts, one))
      if (plan !== undefined) assertUndone(facts, plan)
    }),
    RUNS,
  )
})

test('a route that is as asked is left alone, and one that is gone stays gone', () => {
  fc.assert(
    fc.property(world, change, (facts, one) => {
      const plan = planOrRefusal(() => changeRoute(facts, one))
      if (plan === undefined) return
      assertSettles(facts, plan, (known) => changeRoute(known, one))
      if (stepsOf(plan).length > 0) assert.notDeepEqual(after(facts, stepsOf(plan)).spaces, facts.spaces)
    }),
    RUNS,
  )
})

test('a route that is shown can be typed again, and is the same one', () => {
  fc.assert(
    fc.property(world, change, (facts, one) => {
      const plan = planOrRefusal(() => changeRoute(facts, { ...one, verb: 'add' }))
      if (plan === undefined || stepsOf(plan).length === 0) return
      const known = after(facts, stepsOf(plan))
      const [shown] = plan.result.routes
      assert.ok(shown)
      const again = { ...one, verb: 'add' as const, route: parseRouteWords(showRoute(shown).split(' ')) }
      assert.deepEqual(stepsOf(changeRoute(known, again)), [])
      const gone = changeRoute(known, { ...again, verb: 'del', force: true })
      assert.equal(
        spaceOf(after(known, stepsOf(gone)), one.place).routes.length,
        spaceOf(facts, one.place).routes.length,
      )
    }),
    RUNS,
  )
})

test('a route without a gateway is another one than a route with it', () => {
  const eth0 = { name: 'eth0', kind: 'veth', mac: '02:00:00:00:00:01', mtu: 1500, up: true }
  const facts = {
    spaces: {
      web: {
        links: [{ ...eth0, addresses: [parseCidr('10.0.0.5/24')] }],
        routes: [],
        sysctls: {},
      },
    },
    named: [],
    claims: [],
    nonce: '0',
  }
  const add = (text: string) =>
    ({
      place: 'web',
      container: 'web',
      verb: 'add',
      route: parseRouteWords(text.split(' ')),
      force: false,
    }) as const
  const known = after(facts, stepsOf(changeRoute(facts, add('10.9.0.0/16 via 10.0.0.1'))))
  assert.throws(() => changeRoute(known, add('10.9.0.0/16 dev eth0')), { exit: 4 })
  assert.deepEqual(stepsOf(changeRoute(known, add('10.9.0.0/16 via 10.0.0.1 dev eth0'))), [])
})
