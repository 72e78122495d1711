import assert from 'node:assert/strict'
import { test } from 'node:test'
import { parseObservation } from '../../../lib/host/parse-observation.ts'
import { inDoubt, withPeers } from '../../../lib/host/peers.ts'

/** A namespace with one end of a veth, as `ip` prints it; the other one's index is the same, as its name is. */
const section = (place: string, alias?: string): string => {
  const link = {
    ...{ ifindex: 2, link_index: 2, ifname: 'eth0', flags: [], mtu: 1500, link_netnsid: 0, addr_info: [] },
    ...{ linkinfo: { info_kind: 'veth' }, ifalias: alias },
  }
  return `@ ${place}\n${JSON.stringify([link])}\n[]\n`
}

const seenOf = (ends: Readonly<Record<string, string | undefined>>) =>
  parseObservation(
    `@ host\n[]\n[]\n${Object.entries(ends)
      .map(([place, alias]) => section(place, alias))
      .join('')}`,
  )

const peersOf = (...args: Parameters<typeof withPeers>) =>
  Object.entries(withPeers(...args)).map(([place, { links }]) => `${place}: ${links[0]?.peer?.place}`)

test('pairs with the same indexes are told apart by the ids that their namespaces have for each other', () => {
  const seen = seenOf({ a: undefined, b: undefined, c: undefined, d: undefined })
  assert.deepEqual([...inDoubt(seen)].sort(), ['a', 'b', 'c', 'd'])
  assert.deepEqual(peersOf(seen), [
    'host: undefined',
    ...['a', 'b', 'c', 'd'].map((place) => `${place}: undefined`),
  ])
  const ids = new Map(
    [
      ['a', 'c'],
      ['c', 'a'],
      ['b', 'd'],
      ['d', 'b'],
    ].map(([from = '', to = '']) => [from, new Map([[0, to]])]),
  )
  assert.deepEqual(peersOf(seen, ids), ['host: undefined', 'a: c', 'b: d', 'c: a', 'd: b'])
  // An id of a namespace that can't be seen is nobody's.
  const unseen = new Map([...ids, ['a', new Map()]])
  assert.ok(peersOf(seen, unseen).includes('a: undefined'))
})

test('the same mark at both ends leaves no doubt; one that a third has too does', () => {
  const marked = seenOf({ a: 'ctnet: ptp', b: 'ctnet: other', c: 'ctnet: ptp', d: 'ctnet: other' })
  assert.equal(inDoubt(marked).size, 0)
  assert.deepEqual(peersOf(marked).slice(1), ['a: c', 'b: d', 'c: a', 'd: b'])
  const forged = seenOf({ a: 'ctnet: ptp', b: 'ctnet: ptp', c: 'ctnet: ptp', d: undefined })
  assert.ok(inDoubt(forged).has('a'))
  assert.ok(peersOf(forged).includes('a: undefined'))
})
