import assert from 'node:assert/strict'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { openEndpointNamespace } from '../../../lib/host/namespaces.ts'
import { parseLinks } from '../../../lib/host/parse-links.ts'
import { readyInterface } from '../../../lib/host/ready.ts'

const UP = ['BROADCAST', 'MULTICAST', 'UP', 'LOWER_UP']
const GLOBAL = { family: 'inet', local: '10.9.0.5', prefixlen: 24, scope: 'global' }
const LINK_LOCAL = { family: 'inet6', local: 'fe80::1', prefixlen: 64, scope: 'link' }
const V6 = { family: 'inet6', local: 'fd00::5', prefixlen: 64, scope: 'global' }

const lo = {
  ifindex: 1,
  ifname: 'lo',
  flags: ['LOOPBACK', 'UP', 'LOWER_UP'],
  mtu: 65536,
  link_type: 'loopback',
  addr_info: [{ family: 'inet', local: '127.0.0.1', prefixlen: 8, scope: 'host' }],
}
const eth0 = { ifindex: 2, ifname: 'eth0', flags: UP, mtu: 1500, addr_info: [GLOBAL] }

const ready = (links: readonly object[], name?: string) =>
  readyInterface(parseLinks(JSON.stringify([lo, ...links])), 'web', { name })

test('ready is an interface that is up, has a carrier and an address that is in use', () => {
  assert.deepEqual(ready([eth0]), { interface: 'eth0', addresses: ['10.9.0.5/24'] })
  const down = { ...eth0, flags: ['BROADCAST'] }
  const second = { ...eth0, ifindex: 3, ifname: 'eth1', addr_info: [LINK_LOCAL, V6, GLOBAL] }
  const both = { interface: 'eth1', addresses: ['fd00::5/64', '10.9.0.5/24'] }
  assert.deepEqual(ready([down, second]), both)
  assert.deepEqual(ready([eth0, second], 'eth1'), both)
  assert.deepEqual(ready([{ ...eth0, addr_info: [{ ...V6, tentative: true }, GLOBAL] }]).addresses, [
    '10.9.0.5/24',
  ])
  assert.equal(ready([], 'lo').interface, 'lo')
})

test('of one that is not ready it is said what it lacks, exit 3', () => {
  const lacks = (change: object, message: RegExp) =>
    assert.throws(() => ready([{ ...eth0, ...change }]), { exit: 3, message })
  lacks({ flags: ['BROADCAST', 'MULTICAST'] }, /^of web, eth0 is down$/)
  lacks({ flags: ['NO-CARRIER', 'UP'] }, /no carrier/)
  lacks({ addr_info: [LINK_LOCAL] }, /has no address/)
  lacks({ addr_info: [{ ...LINK_LOCAL, tentative: true }] }, /has no address/)
  lacks({ addr_info: [LINK_LOCAL, { ...V6, tentative: true }] }, /can't use fd00::5 yet: duplicate address/)
  lacks({ addr_info: [{ ...V6, tentative: true, dadfailed: true }] }, /fd00::5.*another host has it/)
  assert.throws(() => ready([]), { exit: 3, message: 'web has no interface but lo' })
  assert.throws(() => ready([eth0], 'eth1'), { exit: 3, message: 'web has no interface eth1' })
})

test("a file that a namespace was mounted on, and is no more, is no namespace's", () => {
  const directory = mkdtempSync(join(tmpdir(), 'ctnet-'))
  const path = join(directory, 'web')
  writeFileSync(path, '')
  const endpoint = { runtime: 'netns', name: 'web', path, locator: { kind: 'path', path } as const }
  try {
    assert.throws(() => openEndpointNamespace({ ...endpoint, sharedWith: [], files: {} }), {
      exit: 3,
      code: 'namespace-gone',
    })
  } finally {
    rmSync(directory, { recursive: true })
  }
})
