import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { changeControl, changeLink } from '../../../lib/model/effects.ts'
import { type Facts, linkOf, spaceOf } from '../../../lib/model/facts.ts'
import { checkImpairment, type Impairment, impairingQdisc } from '../../../lib/model/impairment.ts'
import { settled } from '../../../lib/model/settled.ts'
import { NO_CONTROL, type Qdisc, ROOT } from '../../../lib/model/traffic-control.ts'
import { after, stepsOf } from '../../../lib/plan/plan.ts'
import { type ImpairIntent, impair } from '../../../lib/recipes/impair.ts'
import { assertSettles, assertUndone, planOrRefusal } from '../laws.ts'
import { CONTAINERS, world } from '../worlds.ts'

const share = fc.constantFrom(0, 0.01, 0.25, 1)
const time = fc.constantFrom(0, 1000, 100_000)
const impairment: fc.Arbitrary<Impairment> = fc
  .record(
    {
      delay: time,
      loss: share,
      corrupt: share,
      duplicate: share,
      rate: fc.constantFrom(125_000, 1_250_000),
    },
    { requiredKeys: [] },
  )
  .map(checkImpairment)
const foreign: readonly Qdisc[] = [
  { kind: 'pfifo', handle: '5:', parent: ROOT, options: { limit: 7 } },
  { kind: 'htb', handle: '5:', parent: ROOT, options: { default: 0, r2q: 10 } },
  { kind: 'cake', handle: '5:', parent: ROOT },
]
const qdisc = fc.oneof(
  fc.constant(undefined),
  fc.constantFrom(...foreign),
  impairment.map((one) => impairingQdisc(one, 1500)),
)
/** A world whose links, at both ends, have qdiscs of ctnet's and of others', and where some ends are out of sight. */
const impaired = fc
  .tuple(world, fc.array(qdisc, { minLength: 12, maxLength: 12 }), fc.nat(20))
  .map(([facts, qdiscs, unseen]) => {
    let count = 0
    return Object.entries(facts.spaces).reduce(
      (known, [place, { links }]) =>
        links.reduce((one, link): Facts => {
          const own = qdiscs[count++ % 12]
          const shown =
            own === undefined ? one : changeControl(one, place, link.name, () => ({ qdiscs: [own] }))
          return count === unseen ? changeLink(shown, place, link.name, { peer: undefined }) : shown
        }, known),
      facts,
    )
  })
const intent: fc.Arbitrary<ImpairIntent> = fc.record({
  of: fc.constantFrom(...CONTAINERS),
  container: fc.constant('web'),
  ifName: fc.constantFrom(undefined, 'eth0', 'eth1', 'eth9'),
  direction: fc.constantFrom('egress' as const, 'ingress' as const),
  impairment,
  force: fc.boolean(),
})

test('an impairment is taken back to what was there, after each step, and asking twice is nothing', () => {
  fc.assert(
    fc.property(impaired, intent, (facts, one) => {
      const plan = planOrRefusal(() => impair(facts, one))
      if (plan === undefined) return
      assertUndone(facts, plan)
      assertSettles(facts, plan, (known) => impair(known, one))
      const shown = one.direction === 'ingress' ? plan.result.ingress : plan.result.egress
      // Clearing leaves what others made.
      if (Object.keys(one.impairment).length > 0) assert.deepEqual(shown, one.impairment)
    }),
    { numRuns: 1000 },
  )
})

test('what is impaired and cleared is as it was', () => {
  fc.assert(
    fc.property(world, intent, (facts, one) => {
      const plan = planOrRefusal(() => impair(facts, one))
      if (plan === undefined) return
      const known = after(facts, stepsOf(plan))
      const cleared = impair(known, { ...one, direction: undefined, impairment: {} })
      assertUndone(known, cleared)
      assert.deepEqual(settled(after(known, stepsOf(cleared))), settled(facts))
      assert.deepEqual([cleared.result.egress, cleared.result.ingress], [{}, {}])
    }),
    { numRuns: 500 },
  )
})

test("what ctnet didn't make goes only by force, and only where it can be put back", () => {
  fc.assert(
    fc.property(
      impaired,
      fc.constantFrom(...foreign),
      fc.boolean(),
      fc.boolean(),
      (facts, own, force, busy) => {
        const [place] = CONTAINERS
        const ifName = 'eth0'
        if (place === undefined || linkOf(facts, place, ifName) === undefined) return
        const known = changeControl(facts, place, ifName, () => ({
          ...NO_CONTROL,
          qdiscs: [own],
          classes: busy ? ['5:1'] : [],
        }))
        const asked = { of: place, container: 'web', ifName, direction: 'egress', force } as const
        const plan = planOrRefusal(() => impair(known, { ...asked, impairment: { loss: 0.5 } }))
        assert.equal(plan !== undefined, force && own.options !== undefined && !busy)
      },
    ),
  )
})

test('an impairment takes the place of the one before under another handle, so that nothing of it stays', () => {
  const first = impairingQdisc({ delay: 1000, loss: 0.5 }, 1500)
  const second = impairingQdisc({ delay: 1000 }, 1500, first)
  assert.notEqual(first?.handle, second?.handle)
  assert.equal(impairingQdisc({ delay: 1000 }, 1500, second)?.handle, first?.handle)
})

test('of several interfaces one must be named; jitter and reordering need a delay', () => {
  fc.assert(
    fc.property(world, (facts) => {
      const [of = ''] = CONTAINERS
      const asked = {
        of,
        container: 'web',
        direction: 'egress',
        impairment: { loss: 1 },
        force: false,
      } as const
      const links = spaceOf(facts, of).links.length - 1
      assert.equal(planOrRefusal(() => impair(facts, asked)) !== undefined, links === 1)
    }),
  )
  assert.throws(() => checkImpairment({ jitter: 1 }), /--jitter/)
  assert.throws(() => checkImpairment({ reorder: 1, delay: 0 }), /--reorder/)
})
