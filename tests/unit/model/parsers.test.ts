import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { parseAddress, parseCidr, parseIp } from '../../../lib/model/address.ts'
import { parseEndpoint } from '../../../lib/model/endpoint.ts'
import { CtnetError, EXIT } from '../../../lib/model/error.ts'
import { parseDomain, parseHostName, parseHostname } from '../../../lib/model/host-name.ts'
import { freshMac, macOfIpv4, parseMac } from '../../../lib/model/mac.ts'
import { parseMtu } from '../../../lib/model/mtu.ts'
import { knownInterfaceName, netnsName, newInterfaceName } from '../../../lib/model/name.ts'
import { parsePort, parsePublish } from '../../../lib/model/publish.ts'
import { parseServer } from '../../../lib/model/server-ref.ts'
import { listed, quoted, visible } from '../../../lib/model/text.ts'
import { parseNetwork } from '../../../lib/recipes/networks.ts'

const endpoint = (text: string) => parseEndpoint(text)
const PARSERS = {
  parseAddress,
  parseCidr,
  parseIp,
  endpoint,
  parseDomain,
  parseHostName,
  parseMac,
  parseMtu,
  knownInterfaceName,
  netnsName,
  newInterfaceName,
  parseNetwork,
  parsePort,
  parsePublish,
  parseServer,
}

const refused = (parse: (text: string) => unknown, ...texts: string[]) => {
  for (const text of texts) {
    assert.throws(
      () => parse(text),
      (error) => error instanceof CtnetError && error.exit === EXIT.usage && error.hint !== undefined,
      `${parse.name} takes ${JSON.stringify(text)}`,
    )
  }
}

/** Anything, and what looks nearly right. */
const text = fc.oneof(
  fc.string({ unit: 'binary' }),
  fc.string({ unit: fc.constantFrom(...'$(){}`\'"\\;&|<>*?[]~#! \n\t-=a0:/.@') }),
  fc.constantFrom(
    '10.0.0.5/24@',
    '10.0.0.5/24@@',
    '10.0.0.5/024',
    'fd00::1/129',
    '10.0.0.1/-1',
    '224.0.0.1/8',
    '::/0',
    'docker:',
    ':',
    'host:x',
    'vxlan:1',
    '1.2.3.4:80',
    '[::1]:80-:80',
    'docker:db:',
  ),
)

test('whatever is typed is taken, or refused with what to type instead', () => {
  for (const parse of Object.values(PARSERS)) {
    fc.assert(
      fc.property(text, (one) => {
        try {
          parse(one)
        } catch (error) {
          assert.ok(error instanceof CtnetError, String(error))
          assert.equal(error.exit, EXIT.usage)
          assert.ok(error.hint, `no hint: ${error.message}`)
          assert.equal(visible(error.message), error.message, 'the message can play tricks on a terminal')
        }
      }),
      { numRuns: 300 },
    )
  }
})

test('no name that is taken holds a line break, and none of a new interface anything but plain characters', () => {
  fc.assert(
    fc.property(text, (one) => {
      for (const parse of [knownInterfaceName, netnsName, newInterfaceName]) {
        try {
          const name = parse(one)
          assert.doesNotMatch(name, /[\n\r\0/]/)
          if (parse === newInterfaceName) assert.match(name, /^\w[\w.-]{0,14}$/)
        } catch (error) {
          assert.ok(error instanceof CtnetError, String(error))
        }
      }
    }),
  )
})

test('a MAC address is six bytes, in lower case, and one that an interface may have', () => {
  assert.equal(parseMac('02:42:AC:11:2A:63'), '02:42:ac:11:2a:63')
  refused(
    parseMac,
    '',
    '02:42:ac:11:2a',
    '02-42-ac-11-2a-63',
    '02:42:ac:11:2a:63:00',
    '01:00:00:00:00:01',
    'ff:ff:ff:ff:ff:ff',
    '00:00:00:00:00:00',
  )
  assert.equal(macOfIpv4('172.17.42.99'), '02:42:ac:11:2a:63')
  assert.equal(freshMac('ffffffffff', 1), '02:00:00:00:00:00')
})

test('an MTU is a whole number of bytes that the kernel takes', () => {
  assert.deepEqual(['68', '1500', '65535'].map(parseMtu), [68, 1500, 65535])
  refused(parseMtu, '', '67', '65536', '1e3', '0x5dc', '1500.0', '-1', ' 1500', '1500 ')
})

test("an interface's name is the kernel's; a new one is also fit for other people's scripts", () => {
  assert.equal(newInterfaceName('eth0.5'), 'eth0.5')
  assert.equal(knownInterfaceName('a$(id)'), 'a$(id)')
  refused(knownInterfaceName, '', '.', '..', 'a b', 'a/b', 'a:b', 'a\tb', 'sixteen-letters-', 'éééééééé')
  refused(newInterfaceName, 'a$(id)', "a'b", '-x', 'a;b', 'all', 'default', 'lo', '.x')
  refused(netnsName, '', '.x', '..', '-x', 'a/b', 'a b', 'a\nb', 'x'.repeat(256))
})

test('a container is a name, or a name of a runtime; nothing of it is a number', () => {
  assert.deepEqual(endpoint('63e10'), { name: '63e10' })
  assert.deepEqual(endpoint('docker:web'), { runtime: 'docker', name: 'web' })
  assert.deepEqual(endpoint('host'), { runtime: 'host', name: 'host' })
  assert.deepEqual(parseEndpoint('web', 'netns'), { runtime: 'netns', name: 'web' })
  assert.deepEqual(parseEndpoint('docker:web', 'netns'), { runtime: 'docker', name: 'web' })
  refused(endpoint, '', 'docker:', 'lxd:web', 'host:x', 'a\nb', 'a\u202eb')
})

test('a network is a name alone, or a kind and what that kind takes', () => {
  assert.deepEqual(parseNetwork('bridge:br0'), { kind: 'bridge', name: 'br0' })
  assert.deepEqual(parseNetwork('br0'), { kind: 'name', name: 'br0' })
  assert.deepEqual(parseNetwork('macvlan:eth1'), { kind: 'macvlan', parent: 'eth1', mode: 'bridge' })
  assert.deepEqual(parseNetwork('macvlan:eth1:vepa'), { kind: 'macvlan', parent: 'eth1', mode: 'vepa' })
  assert.deepEqual(parseNetwork('ipvlan:eth1:l3s'), { kind: 'ipvlan', parent: 'eth1', mode: 'l3s' })
  assert.deepEqual(parseNetwork('dummy'), { kind: 'dummy' })
  const tunnel = { kind: 'vxlan', vni: 42, remote: '192.0.2.7', port: 4789 }
  assert.deepEqual(parseNetwork('vxlan:42@192.0.2.7'), tunnel)
  assert.deepEqual(parseNetwork('vxlan:42@192.0.2.7:8472'), { ...tunnel, port: 8472 })
  for (const text of ['vxlan:42@2001:DB8::7', 'vxlan:42@[2001:db8::7]', 'vxlan:42@[2001:db8::7]:4789'])
    assert.deepEqual(parseNetwork(text), { ...tunnel, remote: '2001:db8::7' })
  refused(parseNetwork, '', 'bridge:', 'what:br0', 'br 0', 'macvlan:', 'macvlan:eth1:l2', 'ipvlan:eth1:l2:l3')
  refused(
    parseNetwork,
    'dummy:x',
    'vxlan:',
    'vxlan:42',
    'vxlan:42@',
    'vxlan:0@192.0.2.7',
    'vxlan:16777216@192.0.2.7',
  )
  refused(
    parseNetwork,
    'vxlan:42@239.1.1.1',
    'vxlan:42@192.0.2.7:0',
    'vxlan:42@192.0.2.7:65536',
    'vxlan:42@host',
  )
})

test('an address says what it lacks', () => {
  const hintOf = (text: string) => {
    try {
      parseAddress(text)
    } catch (error) {
      return (error as CtnetError).hint
    }
    return undefined
  }
  assert.match(hintOf('172.17.42.99') ?? '', /172\.17\.42\.99\/24/)
  assert.match(hintOf('fd00::1') ?? '', /fd00::1\/64/)
  assert.match(hintOf('10.0.0.0/24') ?? '', /10\.0\.0\.1\/24/)
  refused(
    parseAddress,
    '10.0.0.5/24@fd00::1',
    '10.0.0.5/33',
    'fe80::1/129',
    '127.0.0.1/8',
    '0.0.0.0/0',
    '010.0.0.1/8',
    '1/8',
  )
})

test('names in messages are in one piece, and lists read as people write them', () => {
  assert.equal(quoted('web'), 'web')
  assert.equal(quoted('a b'), "'a b'")
  assert.equal(quoted('a\u001b[2J'), "'a\\u{1b}[2J'")
  assert.equal(listed(['a', 'b', 'c'], 'or'), 'a, b or c')
})

test("a host's name is RFC 1123's, and can't be read as an address; a domain to search may be the root", () => {
  const long = `${'a'.repeat(63)}.example`
  assert.deepEqual(['db', '3com', 'a-b.example.com', long].map(parseHostName), [
    'db',
    '3com',
    'a-b.example.com',
    long,
  ])
  const wrong = [
    '',
    '.',
    'a_b',
    '-a',
    'a-',
    'a..b',
    'a b',
    'a\nb',
    'a#b',
    'é',
    `a${long}`,
    `${'a.'.repeat(127)}aa`,
  ]
  refused(parseHostName, ...wrong, '7', '10.1.1.1', 'db.7', 'fd00::1')
  refused(parseHostname, ...wrong, long)
  assert.deepEqual(['.', 'example.com.', '_msdcs.example.com'].map(parseDomain), [
    '.',
    'example.com',
    '_msdcs.example.com',
  ])
  refused(parseDomain, ...wrong.filter((text) => text !== '.'), '..')
})
