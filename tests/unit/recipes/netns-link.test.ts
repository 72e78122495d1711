import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import type { Endpoint } from '../../../lib/model/endpoint.ts'
import { after, stepsOf } from '../../../lib/plan/plan.ts'
import { cleanNetns, linkNetns, unlinkNetns } from '../../../lib/recipes/netns-link.ts'
import { assertSettles, assertUndone, planOrRefusal } from '../laws.ts'
import { world } from '../worlds.ts'

const endpoint: fc.Arbitrary<Endpoint> = fc.record({
  runtime: fc.constantFrom('docker', 'netns', 'pid', 'host'),
  name: fc.constantFrom('web', 'db'),
  path: fc.constant('/var/run/netns/db'),
  locator: fc.constant({ kind: 'path' as const, path: '/var/run/netns/db' }),
  pid: fc.constantFrom(undefined, 77, 79),
  sharedWith: fc.constant([]),
  files: fc.constant({}),
})
const name = fc.constantFrom('web', 'gone', 'other', 'new')

test('a name that is given is taken back, also where it took the place of a dangling one', () => {
  fc.assert(
    fc.property(world, endpoint, name, (facts, one, called) => {
      const plan = planOrRefusal(() => linkNetns(facts, one, called))
      if (plan === undefined) return
      assertUndone(facts, plan)
      assertSettles(facts, plan, (known) => linkNetns(known, one, called))
    }),
    { numRuns: 500 },
  )
})

test('a name that is taken away is gone, and one that holds its namespace is refused', () => {
  fc.assert(
    fc.property(world, name, (facts, called) => {
      const plan = planOrRefusal(() => unlinkNetns(facts, called))
      const entry = facts.named.find((one) => one.name === called)
      assert.equal(plan === undefined, entry !== undefined && entry.target === undefined)
      if (plan !== undefined) assertSettles(facts, plan, (known) => unlinkNetns(known, called))
    }),
  )
})

test('clean takes the dangling entries and no other', () => {
  fc.assert(
    fc.property(world, (facts) => {
      const plan = cleanNetns(facts)
      assertSettles(facts, plan, cleanNetns)
      assert.deepEqual(
        after(facts, stepsOf(plan)).named,
        facts.named.filter(({ dangling }) => !dangling),
      )
    }),
  )
})
