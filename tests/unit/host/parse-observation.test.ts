import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { test } from 'node:test'
import { parseObservation } from '../../../lib/host/parse-observation.ts'
import { withPeers } from '../../../lib/host/peers.ts'
import { parseCidr } from '../../../lib/model/address.ts'

/** What the observing script printed of a bridge with one container, and a pair of veths within the host (iproute2 6.1). */
const OUTPUT = readFileSync(new URL('observation.txt', import.meta.url), 'utf8')

const spaces = withPeers(parseObservation(OUTPUT))
const linkOf = (place: string, name: string) => spaces[place]?.links.find((link) => link.name === name)

test('links are read with kind, MAC, MTU, state, addresses, and alias as it was given', () => {
  assert.deepEqual(linkOf('host', 'br0'), {
    name: 'br0',
    kind: 'bridge',
    mac: '02:00:00:00:00:01',
    mtu: 1500,
    up: true,
    master: undefined,
    alias: undefined,
    stp: false,
    filtering: false,
    addresses: [parseCidr('10.0.0.1/24'), parseCidr('fe80::ff:fe00:1/64')],
  })
  assert.equal(linkOf('host', 'h1')?.alias, 'it\'s "c\\1"')
  assert.equal(linkOf('host', 'h1')?.master, 'br0')
  assert.equal(linkOf('netns:c1', 'lo')?.kind, 'loopback')
})

test('each end of a veth knows the other, in another namespace and in the same one', () => {
  assert.deepEqual(linkOf('host', 'h1')?.peer, { place: 'netns:c1', link: 'eth0' })
  assert.deepEqual(linkOf('netns:c1', 'eth0')?.peer, { place: 'host', link: 'h1' })
  assert.deepEqual(linkOf('host', 'va')?.peer, { place: 'host', link: 'vb' })
  assert.deepEqual(linkOf('host', 'vb')?.peer, { place: 'host', link: 'va' })
})

test('a default route is of the family of its gateway', () => {
  const defaults = spaces['netns:c1']?.routes.filter(({ to }) => to === 'default')
  assert.deepEqual(
    defaults?.map(({ family, via, dev }) => ({ family, via, dev })),
    [
      { family: 4, via: '10.0.0.1', dev: 'eth0' },
      { family: 6, via: 'fd00::1', dev: 'eth0' },
    ],
  )
})

test("kernel parameters are read with their whole value, an interface's too", () => {
  assert.equal(spaces.host?.sysctls['net/ipv4/ip_forward'], '0')
  assert.equal(spaces['netns:c1']?.sysctls['net/ipv6/conf/eth0/disable_ipv6'], '0')
})

test('control characters that a container puts into a name or an alias do no harm', () => {
  const hostile = OUTPUT.replace('"ifname":"va"', '"ifname":"v\u0001\u001ba"')
  assert.ok(
    parseObservation(hostile)
      .get('host')
      ?.links.some(({ ifname }) => ifname === 'v\u0001\u001ba'),
  )
})

test("an IPv4-mapped route is spelled as ctnet's own addresses are", () => {
  const mapped = OUTPUT.replace('"dst":"10.0.0.0/24"', '"dst":"::ffff:1.2.3.0/120"')
  const routes = parseObservation(mapped).get('host')?.space.routes
  assert.ok(routes?.some(({ to }) => to === '::ffff:102:300/120'))
})

test('a namespace that could not be entered is left out', () => {
  assert.deepEqual([...parseObservation('@ host\n[]\n[]\n@ netns:gone\n').keys()], ['host'])
})
