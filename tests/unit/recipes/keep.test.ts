import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Facts } from '../../../lib/model/facts.ts'
import { isKeptHere, KEPT_FILE, type Kept, keptIn, readKept } from '../../../lib/model/kept.ts'
import { after, type Plan, stepsOf } from '../../../lib/plan/plan.ts'
import { forgetting, keeping } from '../../../lib/recipes/keep.ts'
import { assertUndone } from '../laws.ts'

const FACTS: Facts = { spaces: {}, named: [], claims: [], nonce: '0000000000' }
const NOTHING: Plan<string> = { build: [], finish: [], result: '', notes: [] }

const kept = (name: string, more: Partial<Kept> = {}): Kept => ({
  runtime: 'docker',
  name,
  interface: 'eth1',
  words: ['attach', name],
  boot: 'a',
  hostInode: 1,
  ...more,
})

const keep = (facts: Facts, one: Kept): Facts => after(facts, stepsOf(keeping(facts, NOTHING, one)))

test('attachments are kept in the order in which they were asked for, each once', () => {
  const facts = [kept('web'), kept('db'), kept('web', { words: ['again'] })].reduce(keep, FACTS)
  assert.deepEqual(
    keptIn(facts).map(({ name, words }) => [name, words]),
    [
      ['web', ['again']],
      ['db', ['attach', 'db']],
    ],
  )
  assert.equal(stepsOf(keeping(facts, NOTHING, kept('db'))).length, 0)
})

test('what is forgotten is remembered when that is taken back; with the last one goes the file', () => {
  const facts = [kept('web'), kept('web', { interface: 'eth2' })].reduce(keep, FACTS)
  const plan = forgetting(facts, NOTHING, [kept('web')])
  assertUndone(facts, plan)
  const known = after(facts, stepsOf(plan))
  assert.deepEqual(
    keptIn(known).map((one) => one.interface),
    ['eth2'],
  )
  assert.deepEqual(plan.notes, ['eth1 of web is no longer kept'])
  const last = forgetting(known, NOTHING, [kept('web', { interface: 'eth2' })])
  assert.equal(after(known, stepsOf(last)).files?.[KEPT_FILE], undefined)
  assert.equal(forgetting(known, NOTHING, [kept('db')]).build.length, 0)
})

test("another host of the same boot is none of ours, whatever another boot's number was", () => {
  assert.equal(isKeptHere(kept('web'), { boot: 'a', hostInode: 1 }), true)
  assert.equal(isKeptHere(kept('web'), { boot: 'a', hostInode: 2 }), false)
  assert.equal(isKeptHere(kept('web'), { boot: 'b', hostInode: 2 }), true)
})

test('a damaged file is an error that says which', () => {
  assert.throws(() => readKept('[{'), new RegExp(KEPT_FILE))
})
