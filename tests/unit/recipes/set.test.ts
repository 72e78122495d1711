import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { HOST } from '../../../lib/model/endpoint.ts'
import { linkOf, spaceOf } from '../../../lib/model/facts.ts'
import { after, stepsOf } from '../../../lib/plan/plan.ts'
import { type SetIntent, set } from '../../../lib/recipes/set.ts'
import { assertSettles, assertUndone, planOrRefusal } from '../laws.ts'
import { CONTAINERS, world } from '../worlds.ts'

const optional = <T>(value: fc.Arbitrary<T>) => fc.option(value, { nil: undefined, freq: 2 })

const intent: fc.Arbitrary<SetIntent> = fc.record({
  place: fc.oneof(
    { weight: 6, arbitrary: fc.constantFrom(...CONTAINERS) },
    { weight: 1, arbitrary: fc.constant(HOST) },
  ),
  container: fc.constant('web'),
  interface: fc.constantFrom('eth0', 'eth0', 'eth1', 'lo', 'veth0', 'br0'),
  up: optional(fc.boolean()),
  mtu: optional(fc.constantFrom(68, 1000, 1280, 1400, 1500, 9000)),
  mac: optional(fc.constantFrom('02:aa:00:00:00:01', '02:00:00:00:02:00', '02:00:00:00:01:01')),
  force: fc.boolean(),
})

const RUNS = { numRuns: 1500 }

test('what set changes is taken back to what it was, after each of its steps', () => {
  fc.assert(
    fc.property(world, intent, (facts, one) => {
      const plan = planOrRefusal(() => set(facts, one))
      if (plan !== undefined) assertUndone(facts, plan)
    }),
    RUNS,
  )
})

test('what is set already is left alone', () => {
  fc.assert(
    fc.property(world, intent, (facts, one) => {
      const plan = planOrRefusal(() => set(facts, one))
      if (plan !== undefined) assertSettles(facts, plan, (known) => set(known, one))
    }),
    RUNS,
  )
})

test('a cable whose other end is in the host is pulled and plugged in without a loss inside', () => {
  fc.assert(
    fc.property(world, fc.constantFrom(...CONTAINERS), (facts, place) => {
      const one = { place, container: 'web', interface: 'eth0', force: false }
      if (linkOf(facts, place, 'eth0')?.up !== true) return
      const pulled = after(facts, stepsOf(set(facts, { ...one, up: false })))
      assert.deepEqual(spaceOf(pulled, place), spaceOf(facts, place))
      assert.notDeepEqual(pulled, facts)
      const plan = set(pulled, { ...one, up: true })
      // What only announces changes nothing that could be taken back.
      assert.equal(plan.build.filter(({ undo }) => undo !== undefined).length, 1)
      assert.deepEqual(after(pulled, stepsOf(plan)), facts)
    }),
    RUNS,
  )
})
