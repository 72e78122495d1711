import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { overlap, parseCidr } from '../../../lib/model/address.ts'
import { changeLink } from '../../../lib/model/effects.ts'
import { HOST } from '../../../lib/model/endpoint.ts'
import { linkOf, spaceOf } from '../../../lib/model/facts.ts'
import { settled } from '../../../lib/model/settled.ts'
import { after, stepsOf } from '../../../lib/plan/plan.ts'
import { type BridgeIntent, createBridge } from '../../../lib/recipes/bridge-create.ts'
import { type BridgeDeletion, deleteBridge } from '../../../lib/recipes/bridge-delete.ts'
import { clean } from '../../../lib/recipes/clean.ts'
import { enforce } from '../../../lib/recipes/policies.ts'
import { assertSettles, assertUndone, planOrRefusal } from '../laws.ts'
import { BRIDGES, world } from '../worlds.ts'

const address = fc.constantFrom('10.0.0.1/24', '10.9.0.1/24', 'fd00:9::1/64', 'fd00:0::1/64').map(parseCidr)
const creation: fc.Arbitrary<BridgeIntent> = fc.record({
  name: fc.constantFrom(...BRIDGES, 'lan', 'veth0'),
  addresses: fc.oneof(fc.constant('auto' as const), fc.array(address, { maxLength: 2 })),
  mtu: fc.option(fc.constantFrom(68, 1000, 1280, 1500, 9000), { nil: undefined }),
  stp: fc.option(fc.boolean(), { nil: undefined }),
})
const deletion: fc.Arbitrary<BridgeDeletion> = fc.record({
  name: fc.constantFrom(...BRIDGES, 'lan', 'veth0'),
  force: fc.boolean(),
})

test('a bridge that is made is taken back to what was there, after each step', () => {
  fc.assert(
    fc.property(world, creation, (facts, one) => {
      const plan = planOrRefusal(() => createBridge(facts, one))
      if (plan !== undefined) assertUndone(facts, plan)
    }),
    { numRuns: 1000 },
  )
})

test('a bridge that is there as asked is left alone, and described as it was when it was made', () => {
  fc.assert(
    fc.property(world, creation, (facts, one) => {
      const plan = planOrRefusal(() => createBridge(facts, one))
      if (plan === undefined) return
      assertSettles(facts, plan, (known) => createBridge(known, one))
      assert.deepEqual(createBridge(after(facts, stepsOf(plan)), one).result, plan.result)
    }),
    { numRuns: 1000 },
  )
})

test("auto takes a subnet that overlaps none of the host's", () => {
  fc.assert(
    fc.property(world, (facts) => {
      const { result } = createBridge(facts, { name: 'lan', addresses: 'auto' })
      const own = result.addresses.map(parseCidr)
      const used = spaceOf(facts, HOST).links.flatMap(({ addresses }) => addresses)
      assert.ok(own.length === 1 && own.every((one) => used.every((other) => !overlap(one, other))))
    }),
  )
})

test('a bridge is never born with the MTU that it shall have, which would not count as set, nor below the least', () => {
  for (const mtu of [68, 1499, 1500, 1501, 65535]) {
    const facts = { spaces: {}, named: [], away: [], claims: [], nonce: '0' }
    const [first] = createBridge(facts, { name: 'lan', addresses: [], mtu }).build
    const [add, set] =
      first?.run.map((command) => (command.kind === 'ip' ? command.args.join(' ') : '')) ?? []
    const born = Number(/ mtu (\d+)/.exec(add ?? '')?.[1])
    assert.ok(born !== mtu && born >= 68 && born <= 65535)
    assert.match(set ?? '', new RegExp(` mtu ${mtu}$`))
  }
})

test('a deleted bridge is gone with its rules, and to delete it again is nothing', () => {
  fc.assert(
    fc.property(world, deletion, (facts, one) => {
      const plan = planOrRefusal(() => deleteBridge(facts, one))
      if (plan === undefined) return
      assertUndone(facts, plan)
      assertSettles(facts, plan, (known) => deleteBridge(known, one))
      const known = after(facts, stepsOf(plan))
      assert.equal(linkOf(known, HOST, one.name), undefined)
      const { rules = [], chains = [] } = known.firewall ?? {}
      assert.doesNotMatch(JSON.stringify(rules), new RegExp(`bridge ${one.name}\\b`))
      assert.ok(rules.length > 0 || chains.length === 0, 'an empty chain is left')
    }),
    { numRuns: 1000 },
  )
})

test('made and deleted, nothing is left', () => {
  fc.assert(
    fc.property(world, creation, (there, one) => {
      // What somebody removed is put back by the way.
      const facts = after(there, enforce(there, ''))
      if (linkOf(facts, HOST, one.name) !== undefined) return
      const made = planOrRefusal(() => createBridge(facts, one))
      if (made === undefined) return
      const known = after(facts, stepsOf(made))
      const deleted = deleteBridge(known, { name: one.name, force: false })
      assert.deepEqual(settled(after(known, stepsOf(deleted))), settled(facts))
    }),
    { numRuns: 500 },
  )
})

test('clean takes the rules of bridges that are gone, and only those', () => {
  fc.assert(
    fc.property(world, (facts) => {
      const host = spaceOf(facts, HOST)
      const without = {
        ...facts,
        spaces: {
          ...facts.spaces,
          [HOST]: { ...host, links: host.links.filter(({ name }) => name !== 'br0') },
        },
      }
      const plan = clean(without)
      assertUndone(without, plan)
      assertSettles(without, plan, clean)
      const left = JSON.stringify(after(without, stepsOf(plan)).firewall?.rules ?? [])
      assert.doesNotMatch(left, /bridge br0/)
      const kept = facts.firewall !== undefined && linkOf(facts, HOST, 'br1') !== undefined
      assert.equal(/bridge br1/.test(left), kept)
    }),
  )
})

test("a bridge that is there is described without the kernel's own link-local address", () => {
  const facts = { spaces: {}, named: [], away: [], claims: [], nonce: '0' }
  const lan = { name: 'lan', addresses: [parseCidr('10.0.0.1/24')] }
  const known = changeLink(after(facts, createBridge(facts, lan).build), HOST, 'lan', {
    addresses: [parseCidr('10.0.0.1/24'), parseCidr('fe80::1/64')],
  })
  assert.deepEqual(createBridge(known, lan).result.addresses, ['10.0.0.1/24'])
})
