import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import {
  burstShownAs,
  optionsFromShown,
  optionsFromWords,
  wordsOf,
} from '../../../lib/model/qdisc-options.ts'
import {
  parseRate,
  parseShare,
  parseTime,
  showRate,
  showShare,
  showTime,
} from '../../../lib/model/tc-units.ts'
import { optionsAsShown } from '../../../lib/model/traffic-control.ts'

const kept = [
  ['tbf', 'rate 1mbit burst 3028b latency 400ms', { rate: 125000, burst: 3028, lat: 400000 }],
  ['pfifo', 'limit 7', { limit: 7 }],
  ['htb', 'default 0x10 r2q 5', { r2q: 5, default: '0x10', direct_packets_stat: 3, direct_qlen: 1000 }],
  ['htb', '', { r2q: 10, default: '0', direct_packets_stat: 0, direct_qlen: 1000 }],
  [
    'netem',
    'delay 100ms 10ms loss 5% corrupt 1% duplicate 2% reorder 25% rate 10mbit',
    {
      limit: 1000,
      delay: { delay: 0.1, jitter: 0.01, correlation: 0 },
      'loss-random': { loss: 0.05, correlation: 0 },
      duplicate: { duplicate: 0.02, correlation: 0 },
      reorder: { reorder: 0.25, correlation: 0 },
      corrupt: { corrupt: 0.01, correlation: 0 },
      rate: { rate: 1250000, packetoverhead: 0, cellsize: 0, celloverhead: 0 },
      ecn: false,
      gap: 1,
    },
  ],
] as const

test('what tc shows of a qdisc is what its words asked for, and makes the words again', () => {
  for (const [kind, words, shown] of kept) {
    const asked = optionsFromWords(kind, words.split(' ').filter(Boolean))
    const known = optionsFromShown(kind, shown)
    assert.ok(asked && known, kind)
    assert.deepEqual(optionsAsShown(known), optionsAsShown(asked))
    const again = optionsFromWords(kind, wordsOf(kind, known))
    assert.deepEqual(again && optionsAsShown(again), optionsAsShown(known))
  }
})

test('where there is more than is known, nothing is known', () => {
  const delay = { delay: 0.01, jitter: 0.003, correlation: 0.25 }
  for (const [kind, shown] of [
    ['netem', { limit: 1000, delay, ecn: false, gap: 0 }],
    ['netem', { limit: 1000, 'loss-gemodel': { p: 0.01 }, ecn: false, gap: 0 }],
    ['netem', { limit: 1000, ecn: true, gap: 0 }],
    ['netem', { limit: 1000, rate: { rate: 1, packetoverhead: 10, cellsize: 0, celloverhead: 0 } }],
    ['tbf', { rate: 125000, burst: 3028, lat: 400000, peakrate: 1 }],
    ['cake', {}],
  ] as const) {
    assert.equal(optionsFromShown(kind, shown), undefined)
  }
  for (const words of ['rate 1mbit', 'rate 1mbit burst 5k latency 1ms mpu 64', 'rate x burst 5k latency 1ms'])
    assert.equal(optionsFromWords('tbf', words.split(' ')), undefined)
})

test('a burst is given so that it is shown as it was', () => {
  // What a kernel of 6.18 with iproute2 6.1 showed for a burst that was given.
  for (const [rate, given, shown] of [
    [375000, 3028, 3027],
    [97125, 4001, 4000],
    [15432, 3333, 3332],
  ] as const) {
    assert.equal(burstShownAs(rate, shown), given)
  }
})

test('values are read as they are shown, and need a unit', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 270_000 }), fc.integer({ min: 1, max: 100 }), (n, percent) => {
      assert.equal(parseTime(showTime(n * 1000)), n * 1000)
      assert.equal(parseRate(showRate(n * 125)), n * 125)
      assert.equal(showShare(parseShare(showShare(percent / 100))), showShare(percent / 100))
    }),
  )
  assert.deepEqual([parseTime('1.5s'), parseRate('1Mbit'), parseShare('0.5%')], [1_500_000, 125_000, 0.005])
  for (const bad of ['', '100', '-1ms', '1e3ms', '300s', 'ms'])
    assert.throws(() => parseTime(bad), { exit: 2, hint: /100ms/ })
  for (const bad of ['1', '0kbit', '2tbit', 'mbit'])
    assert.throws(() => parseRate(bad), { exit: 2, hint: /10mbit/ })
  for (const bad of ['5', '101%', '-1%', '%']) assert.throws(() => parseShare(bad), { exit: 2, hint: /5%/ })
})
