import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { parseAddress, parseCidr } from '../../../lib/model/address.ts'
import { withLink } from '../../../lib/model/effects.ts'
import { HOST } from '../../../lib/model/endpoint.ts'
import { CtnetError } from '../../../lib/model/error.ts'
import { type Facts, linkOf, ovsPortOf } from '../../../lib/model/facts.ts'
import type { Ovs } from '../../../lib/model/ovs.ts'
import { after, stepsOf } from '../../../lib/plan/plan.ts'
import { attach } from '../../../lib/recipes/attach.ts'
import type { AttachIntent } from '../../../lib/recipes/attach-intent.ts'
import { clean } from '../../../lib/recipes/clean.ts'
import { detach } from '../../../lib/recipes/detach.ts'
import { type NamedNetwork, type Network, parseNetwork } from '../../../lib/recipes/networks.ts'
import { assertSettles, assertUndone, planOrRefusal } from '../laws.ts'
import { CONTAINERS, nonce, world } from '../worlds.ts'

type Intent = AttachIntent<Network | NamedNetwork>

/** The facts with an Open vSwitch bridge sw0, on 10.7.0.1/24, whose own interface the kernel shows. */
function withSwitch(facts: Facts, datapath: string, rest: Partial<Ovs> = {}): Facts {
  const ovs: Ovs = {
    kernelDatapath: datapath === 'system',
    bridges: [{ name: 'sw0', datapath }],
    ports: [{ name: 'sw0', bridge: 'sw0' }],
    ...rest,
  }
  const own = {
    name: 'sw0',
    kind: datapath === 'system' ? 'openvswitch' : 'tun',
    mac: '02:00:00:00:07:01',
    mtu: 1500,
    up: false,
    addresses: [parseCidr('10.7.0.1/24')],
  }
  return { ...withLink(facts, HOST, own), ovs }
}

const switched = fc
  .tuple(world, fc.constantFrom('system', 'netdev'))
  .map(([facts, datapath]) => withSwitch(facts, datapath))

const intent: fc.Arbitrary<Intent> = fc.record({
  into: fc.constantFrom(...CONTAINERS),
  container: fc.constantFrom('web', 'db "1"'),
  network: fc.constantFrom('ovs:sw0', 'sw0', 'ovs:sw1', 'ovs:br0').map(parseNetwork),
  addresses: fc
    .constantFrom('auto', 'none', '10.7.0.9/24', '10.9.0.9/24', 'fd00:7::9/64')
    .map((text) => [parseAddress(text)]),
  ifName: fc.constantFrom(undefined, undefined, 'eth0', 'eth1'),
  hostIfName: fc.constantFrom(undefined, undefined, 'lan-web'),
  vlan: fc.constantFrom(undefined, undefined, 10, 20),
  gateway: fc.constantFrom('auto' as const, 'none' as const),
  routes: fc.constant([]),
  create: fc.constantFrom(undefined, 'to fit' as const),
  replace: fc.boolean(),
})

const RUNS = { numRuns: 500 }

test('one attach after another is taken back after each of its steps, and settles; then a detach does', () => {
  fc.assert(
    fc.property(
      switched,
      fc.array(fc.tuple(intent, nonce), { minLength: 1, maxLength: 3 }),
      (facts, intents) => {
        let known = facts
        for (const [one, fresh] of intents) {
          known = { ...known, nonce: fresh }
          const plan = planOrRefusal(() => attach(known, one))
          if (plan === undefined) continue
          assertUndone(known, plan)
          assertSettles(known, plan, (now) => attach(now, one))
          known = after(known, stepsOf(plan))
          assert.deepEqual(attach(known, one).result, plan.result)
        }
        const all = { interfaces: [], all: true, force: false, container: 'web' }
        for (const from of CONTAINERS) {
          const plan = detach(known, { ...all, from })
          assertUndone(known, plan)
          known = after(known, stepsOf(plan))
        }
        assert.deepEqual(
          known.ovs?.ports.filter(({ mark }) => mark !== undefined),
          [],
        )
      },
    ),
    RUNS,
  )
})

// Plain examples.

const EMPTY: Facts = {
  spaces: {
    [HOST]: { links: [], routes: [], sysctls: {} },
    'netns:web': { links: [], routes: [], sysctls: {} },
    'netns:db': { links: [], routes: [], sysctls: {} },
  },
  named: [],
  claims: [],
  nonce: '0123456789',
}
const SWITCHED = withSwitch(EMPTY, 'netdev')

const asked = (network: string, more: Partial<Intent> = {}): Intent => ({
  into: 'netns:web',
  container: 'web',
  network: parseNetwork(network),
  addresses: [parseAddress('10.7.0.9/24')],
  gateway: 'auto',
  routes: [],
  replace: false,
  ...more,
})

const refusal = (exit: number, message: RegExp) => (error: unknown) =>
  error instanceof CtnetError && error.exit === exit && message.test(`${error.message}; ${error.hint}`)

test('what is missing of Open vSwitch is named, exit 6', () => {
  const without = (rest: Partial<Ovs>) => withSwitch(EMPTY, 'netdev', rest)
  const cases: [Facts, RegExp][] = [
    [without({ lacks: 'program' }), /apt-get install openvswitch-switch/],
    [without({ lacks: 'database' }), /ovsdb-server isn't running/],
    [without({ lacks: 'switch' }), /ovs-vswitchd isn't running/],
    [{ ...SWITCHED, programs: [] }, /apt-get install ethtool/],
    [{ ...SWITCHED, spaces: EMPTY.spaces }, /can't make the bridge sw0 work/],
  ]
  for (const [facts, message] of cases)
    assert.throws(() => attach(facts, asked('ovs:sw0')), refusal(6, message))
})

test("an address, a MAC and the bridge's own subnet count in one VLAN only", () => {
  const first = after(SWITCHED, stepsOf(attach(SWITCHED, asked('ovs:sw0', { vlan: 10 }))))
  const other = (more: Partial<Intent>) =>
    attach(first, asked('ovs:sw0', { into: 'netns:db', container: 'db', ...more }))
  assert.throws(() => other({ vlan: 10 }), refusal(4, /10\.7\.0\.9: it is taken, by web eth0/))
  assert.equal(other({ vlan: 20 }).result.mac, linkOf(first, 'netns:web', 'eth0')?.mac)
  assert.deepEqual(other({ vlan: 20 }).result.gateways, [])
  assert.deepEqual(other({}).result.gateways, ['10.7.0.1'])
})

test('a name that is a port of Open vSwitch is no network', () => {
  const facts = withSwitch(EMPTY, 'netdev', { ports: [{ name: 'eth7', bridge: 'sw0' }] })
  assert.throws(() => attach(facts, asked('eth7')), refusal(4, /attach to the bridge itself: ovs:sw0/))
})

test("a dead container's port is in the way of its name until clean takes it, and nobody else's", () => {
  const ports = [
    { name: 'lan-web', bridge: 'sw0', mark: 'web eth0' },
    { name: 'patch', bridge: 'sw0' },
  ]
  const facts = withSwitch(EMPTY, 'netdev', { ports })
  assert.throws(() => attach(facts, asked('ovs:sw0', { hostIfName: 'lan-web' })), refusal(4, /ctnet clean/))
  const plan = clean(facts)
  assert.deepEqual(plan.result.ports, ['lan-web'])
  const known = after(facts, stepsOf(plan))
  assert.equal(ovsPortOf(known, 'lan-web'), undefined)
  assert.ok(ovsPortOf(known, 'patch'))
})
