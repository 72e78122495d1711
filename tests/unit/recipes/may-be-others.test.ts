import assert from 'node:assert/strict'
import { test } from 'node:test'
import { HOST, type Place } from '../../../lib/model/endpoint.ts'
import type { Facts, Link } from '../../../lib/model/facts.ts'
import { mayBeOthers } from '../../../lib/recipes/may-be-others.ts'

const link = (name: string, rest: Partial<Link>): Link => ({
  ...{ name, kind: 'veth', mac: '02:00:00:00:00:01', mtu: 1500, up: true, addresses: [] },
  ...rest,
})

/** A bridge br0 with a port, and what is at the port's other end. */
function others(port: Partial<Link>, end?: Partial<Link>): boolean {
  const space = (...links: Link[]) => ({ links, routes: [], sysctls: {} })
  const spaces: Record<Place, ReturnType<typeof space>> = {
    [HOST]: space(link('br0', { kind: 'bridge' }), link('port', { master: 'br0', ...port })),
    'netns:web': space(link('br0', { kind: 'bridge' }), ...(end ? [link('eth0', end)] : [])),
  }
  const facts: Facts = { spaces, named: [], away: [], claims: [], nonce: '0123456789' }
  return mayBeOthers(facts, 'br0')
}

const peer = { place: 'netns:web', link: 'eth0' }

test('a veth that ends in a namespace that can be seen leads to nobody unknown', () => {
  assert.equal(others({ peer }, {}), false)
})

test('a veth whose other end is nowhere to be seen, or a port of another bridge, may lead to anybody', () => {
  assert.equal(others({}), true)
  assert.equal(others({ peer }), true)
  assert.equal(others({ peer }, { master: 'br0' }), true)
})

test('so does every port of another kind: a NIC, a tap, a tunnel; but for one that is down', () => {
  for (const kind of ['', 'tun', 'vxlan', 'bond', 'vlan', 'macvlan']) assert.equal(others({ kind }), true)
  assert.equal(others({ kind: '', up: false }), false)
})

test('what is no port of the bridge says nothing of it', () => {
  assert.equal(others({ kind: '', master: 'br1' }), false)
})
