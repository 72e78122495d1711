import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { capacity, cut, hostsOf } from '../../../lib/lab/pool.ts'
import { hostPrefix, overlap, parseSubnet, range, showCidr } from '../../../lib/model/address.ts'
import { CtnetError } from '../../../lib/model/error.ts'

const texts = (pool: string, hosts: readonly number[], reserved: readonly string[] = []) =>
  cut(parseSubnet(pool), hosts, reserved.map(parseSubnet)).map(showCidr)

test('segments are numbered by the pool, its first kept for last', () => {
  assert.deepEqual(texts('10.0.0.0/8', [2, 2, 3]), ['10.0.1.0/24', '10.0.2.0/24', '10.0.3.0/24'])
  assert.deepEqual(texts('fd00::/48', [2, 2]), ['fd00:0:0:1::/64', 'fd00:0:0:2::/64'])
  assert.deepEqual(texts('10.9.0.0/24', [200]), ['10.9.0.0/24'])
  assert.deepEqual(texts('10.9.0.0/23', [2, 2]), ['10.9.1.0/24', '10.9.0.0/24'])
})

test('a large segment takes as much as it needs', () => {
  assert.deepEqual(texts('10.0.0.0/8', [2, 300, 2]), ['10.0.1.0/24', '10.0.2.0/23', '10.0.4.0/24'])
})

test('a small pool is cut smaller, down to pairs', () => {
  assert.deepEqual(texts('10.9.0.0/24', [2, 2, 2]), ['10.9.0.64/26', '10.9.0.128/26', '10.9.0.192/26'])
  assert.deepEqual(texts('10.9.0.0/30', [2, 2]), ['10.9.0.2/31', '10.9.0.0/31'])
  assert.deepEqual(texts('fd00:9::/64', [2, 2]), ['fd00:9::1:0:0/96', 'fd00:9::2:0:0/96'])
})

test('what is used elsewhere is left out', () => {
  assert.deepEqual(texts('10.0.0.0/8', [2, 2], ['10.0.1.0/25', '10.0.2.0/23']), [
    '10.0.4.0/24',
    '10.0.5.0/24',
  ])
  assert.deepEqual(texts('fd00::/8', [2], ['fd00::/16']), ['fd01::/64'])
})

test('a pool that is too small says which would do', () => {
  assert.throws(
    () => texts('10.9.8.0/30', [2, 2, 2]),
    (error) =>
      error instanceof CtnetError &&
      error.exit === 2 &&
      error.message === '10.9.8.0/30 is too small for 3 segments of up to 2 addresses' &&
      error.hint === 'take 10.9.8.0/29',
  )
  assert.throws(() => texts('10.10.0.0/24', [255]), /too small for a segment of 255 addresses/)
})

const pool = fc.oneof(
  fc.integer({ min: 8, max: 31 }).map((prefix) => `10.0.0.0/${prefix}`),
  fc.integer({ min: 48, max: 127 }).map((prefix) => `fd00::/${prefix}`),
)
const reserved = fc.array(
  fc.constantFrom('10.0.0.0/24', '10.0.1.4/30', '10.0.2.0/23', 'fd00::/64', 'fd00::8/125'),
)

test('cuts are of the pool, apart from each other and from what is reserved, and large enough', () => {
  fc.assert(
    fc.property(
      pool,
      fc.array(fc.integer({ min: 1, max: 300 }), { maxLength: 12 }),
      reserved,
      (text, hosts, others) => {
        const whole = parseSubnet(text)
        const used = others.map(parseSubnet).filter((one) => overlap(one, whole))
        let cuts: ReturnType<typeof cut>
        try {
          cuts = cut(whole, hosts, used)
        } catch (error) {
          assert(error instanceof CtnetError && error.exit === 2)
          return
        }
        const [first, last] = range(whole)
        assert.equal(cuts.length, hosts.length)
        for (const [i, one] of cuts.entries()) {
          const [low, high] = range(one)
          assert(first <= low && high <= last, `${showCidr(one)} of ${text}`)
          assert(![...cuts.slice(0, i), ...used].some((other) => overlap(one, other)), showCidr(one))
          const count = hosts[i] ?? 0
          assert(capacity(one.family, hostPrefix(one.family) - one.prefix) >= BigInt(count))
          assert(new Set([...take(hostsOf(one, new Set()), count)]).size === count)
        }
      },
    ),
  )
})

function* take<T>(all: Iterable<T>, count: number): Generator<T> {
  let left = count
  for (const one of all) {
    if (left-- === 0) return
    yield one
  }
}
