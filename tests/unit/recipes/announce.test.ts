import assert from 'node:assert/strict'
import { test } from 'node:test'
import { parseCidr } from '../../../lib/model/address.ts'
import type { Facts } from '../../../lib/model/facts.ts'
import { announce } from '../../../lib/recipes/announce.ts'

const LINK = { in: 'netns:web', name: 'eth0.5' }

const factsOf = (sysctls: Record<string, string>): Facts => ({
  spaces: { [LINK.in]: { links: [], routes: [], sysctls } },
  named: [],
  claims: [],
  nonce: '0123456789',
})

/** The files that are set for these addresses. */
const set = (sysctls: Record<string, string>, ...addresses: string[]) =>
  announce(factsOf(sysctls), LINK, addresses.map(parseCidr)).flatMap(({ run }) =>
    run.flatMap((command) => (command.kind === 'sysctl' ? command.path : [])),
  )

const V4 = 'net/ipv4/conf/eth0.5/arp_notify'
const V6 = 'net/ipv6/conf/eth0.5/ndisc_notify'

test('only for the families that are given, each once', () => {
  const ipv6 = { 'net/ipv6/conf/default/disable_ipv6': '1' }
  assert.deepEqual(set(ipv6, '10.1.1.1/24', '10.1.1.2/24'), [V4])
  assert.deepEqual(set(ipv6, 'fd00::1/64'), [V6])
  assert.deepEqual(set(ipv6, 'fd00::1/64', '10.1.1.1/24'), [V4, V6])
  assert.deepEqual(set(ipv6), [])
})

test('a kernel without IPv6 has no such file', () => {
  assert.deepEqual(set({}, '10.1.1.1/24', 'fd00::1/64'), [V4])
})
