import assert from 'node:assert/strict'
import { test } from 'node:test'
import { parseAddress } from '../../../lib/model/address.ts'
import { parseLease } from '../../../lib/model/dhcp.ts'
import type { Facts } from '../../../lib/model/facts.ts'
import { after } from '../../../lib/plan/plan.ts'
import { undoOf } from '../../../lib/plan/undo.ts'
import { attach } from '../../../lib/recipes/attach.ts'
import {
  checkDhcp,
  type DhcpIntent,
  dhcpSteps,
  endDhcp,
  reviveDhcp,
} from '../../../lib/recipes/attach-dhcp.ts'
import { parseNetwork } from '../../../lib/recipes/networks.ts'

const FACTS: Facts = {
  spaces: {},
  named: [],
  claims: [],
  nonce: '0123456789',
  programs: ['dhclient', 'udhcpc'],
}
const LINK = { in: 'netns:web', name: 'eth0' }
const intent = (...addresses: string[]): DhcpIntent => ({
  into: 'netns:web',
  container: 'web',
  addresses: addresses.map(parseAddress),
  gateway: 'auto',
})

test('dhcp: what is started is known afterwards, is taken back, and is ended', () => {
  const steps = dhcpSteps(FACTS, intent('dhcp'), LINK)
  const started = after(FACTS, steps)
  assert.deepEqual(
    started.dhcp?.map(({ place, link, state }) => [place, link, state]),
    [['netns:web', 'eth0', 'running']],
  )
  const undone = after(
    started,
    undoOf(steps).map(({ step }) => step),
  )
  assert.deepEqual(undone.dhcp, [])
  assert.deepEqual(after(started, endDhcp(started, LINK)).dhcp, [])
})

test('dhcp: a client that runs is left alone, one that was killed is started anew, as one', () => {
  const started = after(FACTS, dhcpSteps(FACTS, intent('dhcp'), LINK))
  const link = { ...LINK, kind: 'veth', mac: '', mtu: 1500, up: true, addresses: [] }
  assert.deepEqual(reviveDhcp(started, intent('dhcp'), link), [])
  const broken: Facts = { ...started, dhcp: started.dhcp?.map((one) => ({ ...one, state: 'broken' })) ?? [] }
  const revived = after(broken, reviveDhcp(broken, intent('dhcp'), link))
  assert.deepEqual(
    revived.dhcp?.map(({ state }) => state),
    ['running'],
  )
})

test('dhcp: no client is exit 6; a second IPv4 address or gateway is exit 2, IPv6 beside it is not', () => {
  assert.throws(() => dhcpSteps({ ...FACTS, programs: [] }, intent('dhcp'), LINK), { exit: 6 })
  assert.throws(() => checkDhcp(intent('dhcp', 'dhcp')), { exit: 2 })
  assert.throws(() => checkDhcp(intent('dhcp', '10.0.0.2/24')), { exit: 2 })
  assert.throws(() => checkDhcp({ ...intent('dhcp'), gateway: ['10.0.0.1'] }), { exit: 2 })
  checkDhcp({ ...intent('dhcp', 'fd00::2/64'), gateway: ['fd00::1'] })
})

test('dhcp: where no server can be asked, it is refused: exit 2', () => {
  const asked = { ...intent('dhcp'), routes: [], replace: false }
  for (const network of ['dummy', 'ipvlan:eth1:l3', 'ipvlan:eth1:l3s'])
    assert.throws(() => attach(FACTS, { ...asked, network: parseNetwork(network) }), {
      exit: 2,
      message: /no DHCP server can be asked/,
    })
})

test('dhcp: a lease is read as it was written, and nothing is made of what is none', () => {
  const text =
    'address=10.0.0.9/24\nrouter=10.0.0.1\ndns=9.9.9.9 1.1.1.1\ndomain=\nserver=10.0.0.1\nuntil=0\n'
  assert.deepEqual(parseLease(text), {
    address: '10.0.0.9/24',
    router: '10.0.0.1',
    dns: ['9.9.9.9', '1.1.1.1'],
    server: '10.0.0.1',
  })
  assert.equal(parseLease('address=$(id)\n'), undefined)
})
