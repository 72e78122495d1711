import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { changeLink, withLink } from '../../../lib/model/effects.ts'
import { HOST } from '../../../lib/model/endpoint.ts'
import type { Facts } from '../../../lib/model/facts.ts'
import { addPort, type PortAddition, removePort } from '../../../lib/recipes/bridge-port.ts'
import { assertSettles, assertUndone, planOrRefusal } from '../laws.ts'
import { BRIDGES, world } from '../worlds.ts'

const withNic = (facts: Facts, up: boolean, wireless?: true): Facts =>
  withLink(facts, HOST, {
    name: 'nic0',
    kind: '',
    mac: '02:00:00:00:03:00',
    mtu: 1500,
    up,
    addresses: [],
    ...(wireless && { wireless }),
  })

const asked: fc.Arbitrary<PortAddition> = fc.record({
  bridge: fc.constantFrom(...BRIDGES, 'lan'),
  port: fc.constantFrom('nic0', 'nic0', 'veth0', 'lo', 'br1', 'none'),
  force: fc.boolean(),
})

test('a port that is added or removed is taken back to what was there, and asked for again is nothing', () => {
  fc.assert(
    fc.property(world, fc.boolean(), asked, (bare, up, one) => {
      const facts = withNic(bare, up)
      for (const recipe of [addPort, removePort]) {
        const plan = planOrRefusal(() => recipe(facts, one))
        if (plan === undefined) continue
        assertUndone(facts, plan)
        assertSettles(facts, plan, (known) => recipe(known, one))
      }
    }),
    { numRuns: 1000 },
  )
})

test('a wireless interface is refused, also with --force', () => {
  const empty: Facts = { spaces: {}, named: [], claims: [], nonce: '0' }
  const bridge = { name: 'br0', kind: 'bridge', mac: '02:00:00:00:00:01', mtu: 1500, up: true, addresses: [] }
  const facts = withNic(withLink(empty, HOST, bridge), true)
  assert.equal(addPort(facts, { bridge: 'br0', port: 'nic0', force: false }).build.length, 2)
  assert.throws(
    () =>
      addPort(changeLink(facts, HOST, 'nic0', { wireless: true }), {
        bridge: 'br0',
        port: 'nic0',
        force: true,
      }),
    { code: 'wireless' },
  )
})
