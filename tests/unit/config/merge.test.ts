import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { merge, type Table } from '../../../lib/config/merge.ts'

const leaf = fc.oneof(fc.integer(), fc.array(fc.integer()), fc.boolean())

/** As in files of one schema, a key is either always a section or never. */
const section = (inner: Record<string, fc.Arbitrary<unknown>>): fc.Arbitrary<Table> =>
  fc.record({ a: leaf, b: leaf, ...inner }, { requiredKeys: [], noNullPrototype: true })
const table = section({ c: section({ d: section({}) }), e: section({}) })

test('what the upper one says holds, all of it', () => {
  fc.assert(
    fc.property(table, table, (lower, upper) =>
      assert.deepEqual(merge(merge(lower, upper), upper), merge(lower, upper)),
    ),
  )
})

test('nothing above changes nothing, nothing below is no hindrance', () => {
  fc.assert(
    fc.property(table, (one) => {
      assert.deepEqual(merge(one, {}), one)
      assert.deepEqual(merge({}, one), one)
    }),
  )
})

test('three are the same from either end', () => {
  fc.assert(
    fc.property(table, table, table, (a, b, c) =>
      assert.deepEqual(merge(merge(a, b), c), merge(a, merge(b, c))),
    ),
  )
})

test('an empty section above takes nothing away', () => {
  assert.deepEqual(merge({ a: { b: 1 } }, { a: null }), { a: { b: 1 } })
  assert.deepEqual(merge({ a: null }, { a: { b: 1 } }), { a: { b: 1 } })
})
