import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { HOST } from '../../../lib/model/endpoint.ts'
import { type Facts, type Link, linkOf, type Space } from '../../../lib/model/facts.ts'
import { after, stepsOf } from '../../../lib/plan/plan.ts'
import { type DetachIntent, detach } from '../../../lib/recipes/detach.ts'
import { assertSettles, assertUndone, planOrRefusal } from '../laws.ts'
import { CONTAINERS, world } from '../worlds.ts'

const intent: fc.Arbitrary<DetachIntent> = fc.record({
  from: fc.oneof(
    { weight: 9, arbitrary: fc.constantFrom(...CONTAINERS) },
    { weight: 1, arbitrary: fc.constant(HOST) },
  ),
  container: fc.constant('web'),
  interfaces: fc.array(fc.constantFrom('eth0', 'eth1', 'eth9'), { maxLength: 3 }),
  all: fc.boolean(),
  force: fc.boolean(),
})

test('up to its first deletion, detach is taken back to what was there', () => {
  fc.assert(
    fc.property(world, intent, (facts, one) => {
      const plan = planOrRefusal(() => detach(facts, one))
      if (plan !== undefined) assertUndone(facts, plan)
    }),
    { numRuns: 1500 },
  )
})

test('what is detached is gone, with its other end, and to detach it again is nothing', () => {
  fc.assert(
    fc.property(world, intent, (facts, one) => {
      const plan = planOrRefusal(() => detach(facts, one))
      if (plan === undefined) return
      assertSettles(facts, plan, (known) => detach(known, one))
      const known = after(facts, stepsOf(plan))
      for (const name of plan.result.detached) {
        const peer = linkOf(facts, one.from, name)?.peer
        assert.equal(linkOf(known, one.from, name), undefined)
        assert.ok(peer)
        assert.equal(linkOf(known, HOST, peer.link), undefined)
      }
      const count = (place: string) => known.spaces[place]?.links.length
      assert.equal(count(one.from), (facts.spaces[one.from]?.links.length ?? 0) - plan.result.detached.length)
    }),
    { numRuns: 1500 },
  )
})

test("the host's own interfaces are never detached", () => {
  fc.assert(
    fc.property(world, intent, (facts, one) => {
      assert.equal(
        planOrRefusal(() => detach(facts, { ...one, from: HOST })),
        undefined,
      )
    }),
  )
})

test("with the last port in a VLAN a bridge of ctnet's passes all VLANs again, another's never", () => {
  const web = { name: 'eth0', kind: 'veth', mac: '02:00:00:00:00:01', mtu: 1500, up: true, addresses: [] }
  const factsOf = (alias: string | undefined, others: readonly Link[]): Facts => {
    const outer = { ...web, name: 'outer', mac: '02:00:00:00:00:02', alias: 'ctnet: web eth0', master: 'lan' }
    const bridge = { ...web, name: 'lan', kind: 'bridge', alias, filtering: true, stp: false }
    const nic = { ...web, name: 'nic', kind: '', master: 'lan', tagged: [5] }
    const spaceWith = (links: readonly Link[]): Space => ({ links, routes: [], sysctls: {} })
    return {
      named: [],
      away: [],
      claims: [],
      inodes: {},
      nonce: '0',
      spaces: {
        [HOST]: spaceWith([
          bridge,
          nic,
          { ...outer, vlan: 5, peer: { place: 'netns:web', link: 'eth0' } },
          ...others,
        ]),
        'netns:web': spaceWith([{ ...web, peer: { place: HOST, link: 'outer' } }]),
      },
    }
  }
  const filters = (facts: Facts) => {
    const asked = { from: 'netns:web', container: 'web', interfaces: [], all: false, force: false }
    return linkOf(after(facts, stepsOf(detach(facts, asked))), HOST, 'lan')?.filtering
  }
  const other = { ...web, name: 'other', master: 'lan', vlan: 6 }
  assert.equal(filters(factsOf('ctnet: bridge', [])), false)
  assert.equal(filters(factsOf('ctnet: bridge', [other])), true)
  assert.equal(filters(factsOf(undefined, [])), true)
})
