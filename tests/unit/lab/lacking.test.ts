import assert from 'node:assert/strict'
import { test } from 'node:test'
import { lacking } from '../../../lib/lab/lacking.ts'
import { lay } from '../../../lib/lab/lay.ts'
import { up } from '../../../lib/lab/up.ts'
import { changeLink, type Facts, withoutLink } from '../../../lib/model/facts.ts'
import { after, stepsOf } from '../../../lib/plan/plan.ts'
import { cable, plainLab } from './labs.ts'

const EMPTY: Facts = {
  spaces: { host: { links: [], routes: [], sysctls: {} } },
  named: [],
  claims: [],
  nonce: '0',
}
const LAB = lay(plainLab([cable('a', 'b'), cable('b', 'c')]))
const UP = after(EMPTY, stepsOf(up(EMPTY, { lab: LAB, from: [] })))

test('a lab that is up lacks nothing, nor does one with a pulled cable', () => {
  assert.deepEqual(lacking(UP, LAB), [])
  assert.deepEqual(lacking(changeLink(UP, 'netns:lab.a', 'eth0', { up: false }), LAB), [])
})

test('a cable that is gone is lacking at both ends, a namespace with its cables', () => {
  assert.deepEqual(lacking(withoutLink(UP, 'netns:lab.a', 'eth0'), LAB), ['a', 'b'])
  const { 'netns:lab.c': _, ...spaces } = withoutLink(UP, 'netns:lab.c', 'eth0').spaces
  assert.deepEqual(lacking({ ...UP, spaces }, LAB).toSorted(), ['b', 'c'])
})
