import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import {
  contains,
  firstFree,
  networkOf,
  overlap,
  parseAddress,
  parseCidr,
  showCidr,
} from '../../../lib/model/address.ts'
import { CtnetError } from '../../../lib/model/error.ts'

const octet = fc.integer({ min: 0, max: 255 })
const ipv4 = fc.tuple(octet, octet, octet, octet).map((bytes) => bytes.join('.'))
const cidr = fc.tuple(ipv4, fc.integer({ min: 0, max: 32 })).map(([ip, prefix]) => `${ip}/${prefix}`)

test('an address that is read is shown as it was written', () => {
  fc.assert(fc.property(cidr, (text) => assert.equal(showCidr(parseCidr(text)), text)))
})

test('IPv6 is shown as RFC 5952 wants it', () => {
  assert.equal(showCidr(parseCidr('FD00:0:0:0:0:0:0:01/64')), 'fd00::1/64')
})

test('an address is on its own network, and its network overlaps itself', () => {
  fc.assert(
    fc.property(cidr, (text) => {
      const parsed = parseCidr(text)
      assert.ok(contains(networkOf(parsed), parsed.ip))
      assert.ok(overlap(parsed, networkOf(parsed)))
    }),
  )
})

test('the first free address is on the subnet, is nobody else’s, and is never the network or broadcast address', () => {
  const subnet = parseCidr('10.0.0.0/29')
  const taken = new Set<string>()
  for (let ip = firstFree(subnet, taken); ip !== undefined; ip = firstFree(subnet, taken)) taken.add(ip)
  assert.deepEqual([...taken], ['10.0.0.1', '10.0.0.2', '10.0.0.3', '10.0.0.4', '10.0.0.5', '10.0.0.6'])
  assert.equal(firstFree(subnet, new Set(['10.0.0.6']), 'top'), '10.0.0.5')
})

test('whatever is no address is refused with exit code 2, and never otherwise', () => {
  fc.assert(
    fc.property(
      fc.oneof(
        fc.string(),
        cidr,
        fc.string().map((s) => `10.0.0.5/24@${s}`),
      ),
      (text) => {
        try {
          parseAddress(text)
        } catch (error) {
          assert.ok(error instanceof CtnetError)
          assert.equal(error.exit, 2)
        }
      },
    ),
  )
})

test('a network’s own and its broadcast address can be nobody’s', () => {
  assert.throws(() => parseAddress('10.0.0.0/24'), /network's own/)
  assert.throws(() => parseAddress('10.0.0.255/24'), /broadcast/)
  assert.equal(parseAddress('10.0.0.0/31').kind, 'cidr')
})

test('an address that no interface can have is called what it is', () => {
  assert.throws(() => parseAddress('0.0.0.0/24'), /is an unspecified address/)
  assert.throws(() => parseAddress('224.0.0.1/24'), /is a multicast address/)
})
