import assert from 'node:assert/strict'
import { test } from 'node:test'
import { parseAddress, parseCidr } from '../../../lib/model/address.ts'
import { HOST } from '../../../lib/model/endpoint.ts'
import { CtnetError } from '../../../lib/model/error.ts'
import { type Facts, type Link, linkOf } from '../../../lib/model/facts.ts'
import { settled } from '../../../lib/model/settled.ts'
import { after, stepsOf } from '../../../lib/plan/plan.ts'
import { attach } from '../../../lib/recipes/attach.ts'
import type { AttachIntent } from '../../../lib/recipes/attach-intent.ts'
import { detach } from '../../../lib/recipes/detach.ts'
import { needless } from '../../../lib/recipes/networks/needless.ts'
import { type NamedNetwork, type Network, parseNetwork } from '../../../lib/recipes/networks.ts'
import { assertUndone } from '../laws.ts'

type Intent = AttachIntent<Network | NamedNetwork>

const WEB = 'netns:web'

const link = (name: string, more: Partial<Link> = {}): Link => ({
  name,
  kind: '',
  mac: '52:54:00:00:00:01',
  mtu: 1500,
  up: true,
  addresses: [],
  ...more,
})

const on = (parent: string) => ({ place: HOST, link: parent })

/** A host with `nic`, on 10.5.0.2/24, and these beside it; `ports` are those of an Open vSwitch bridge. */
function host(others: readonly Link[] = [], ports: readonly string[] = []): Facts {
  const nothing = { routes: [], sysctls: {} }
  return {
    spaces: {
      [HOST]: { ...nothing, links: [link('nic', { addresses: [parseCidr('10.5.0.2/24')] }), ...others] },
      [WEB]: { ...nothing, links: [] },
    },
    named: [],
    away: [],
    claims: [],
    ovs: {
      kernelDatapath: false,
      bridges: [{ name: 'sw0', datapath: 'netdev' }],
      ports: ports.map((name) => ({ name, bridge: 'sw0' })),
    },
    nonce: '0123456789',
  }
}

const asked = (network: string, more: Partial<Intent> = {}): Intent => ({
  into: WEB,
  container: 'web',
  network: parseNetwork(network),
  addresses: [parseAddress('10.5.0.9/24')],
  gateway: 'auto',
  routes: [],
  replace: false,
  ...more,
})

const SUB = link('nic.5', { kind: 'vlan', vlan: 5, parent: on('nic') })

test('what a bridge has for a port, or what lies on another itself, carries nothing', () => {
  const stacked = link('mv0', { kind: 'macvlan', mode: 'bridge', parent: on('nic') })
  const cases: readonly [Facts, Intent, RegExp][] = [
    [host([{ ...SUB, master: 'br0' }]), asked('nic', { vlan: 5 }), /nic\.5 .*port of the bridge br0/],
    [host([SUB], ['nic.5']), asked('ipvlan:nic', { vlan: 5 }), /nic\.5 .*port of the bridge ovs:sw0/],
    [host([], ['nic']), asked('macvlan:nic'), /port of the bridge ovs:sw0/],
    [host([], ['nic']), asked('phys:nic'), /port of the bridge ovs:sw0/],
    [host([link('sw0')], ['sw0']), asked('phys:sw0'), /an Open vSwitch bridge; attach to it: ovs:sw0/],
    [host([stacked]), asked('mv0'), /mv0 .*a macvlan itself; attach to macvlan:nic/],
  ]
  for (const [facts, intent, expected] of cases)
    assert.throws(
      () => attach(facts, intent),
      (error) =>
        error instanceof CtnetError && error.exit === 4 && expected.test(`${error.message}; ${error.hint}`),
    )
})

test('an interface that is down is brought up if forced to, and goes down again', () => {
  const facts = host([link('nic2', { up: false })])
  assert.throws(
    () => attach(facts, asked('nic2')),
    (error) => error instanceof CtnetError && error.exit === 4 && /--force/.test(error.hint ?? ''),
  )
  const plan = attach(facts, asked('nic2', { force: true }))
  assert.equal(linkOf(after(facts, stepsOf(plan)), HOST, 'nic2')?.up, true)
  assertUndone(facts, plan)
})

test('host access ends with the last container on the interface, whatever other VLANs are there', () => {
  for (const sub of [SUB, { ...SUB, alias: 'ctnet: vlan 5' }]) {
    const facts = host([sub])
    const known = after(facts, stepsOf(attach(facts, asked('nic', { hostAccess: true }))))
    assert.ok(linkOf(known, HOST, 'mv-nic'))
    const all = { from: WEB, container: 'web', interfaces: [], all: true, force: false }
    const end = after(known, stepsOf(detach(known, all)))
    assert.deepEqual(settled(end), settled(sub === SUB ? facts : host()))
  }
})

test('a VLAN sub-interface of ctnet goes when it has no use, not as a port of Open vSwitch', () => {
  const own = { ...SUB, alias: 'ctnet: vlan 5' }
  assert.equal(needless(host([own])).finish.length, 1)
  assert.equal(needless(host([own], ['nic.5'])).finish.length, 0)
})
