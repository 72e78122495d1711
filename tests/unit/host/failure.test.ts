import assert from 'node:assert/strict'
import { test } from 'node:test'
import { lackedFeature, locate, ownWords, refusalOf } from '../../../lib/host/failure.ts'
import type { Body } from '../../../lib/plan/script.ts'

/** A batch of steps 1, 2 (of two commands) and 3; step 4 alone; step 5 of two commands that stand alone. */
const body: Body = {
  text: '',
  entered: [],
  open: [],
  done: [],
  chunks: [
    {
      text: [],
      lines: [
        { step: 1, command: 0 },
        { step: 2, command: 0 },
        { step: 2, command: 1 },
        { step: 3, command: 0 },
      ],
    },
    { text: [], lines: [{ step: 4, command: 0 }] },
    { text: [], lines: [{ step: 5, command: 0 }] },
    { text: [], lines: [{ step: 5, command: 1 }] },
  ],
}
const failed = (line: number) => `RTNETLINK answers: File exists\nCommand failed -:${line}\n`

test('of a batch, the line that ip names is the step that failed; nothing of it was done', () => {
  assert.deepEqual(locate(body, [3], failed(1), true), { begun: 0, failed: 1 })
  assert.deepEqual(locate(body, [3], failed(2), true), { begun: 1, failed: 2 })
  assert.deepEqual(locate(body, [3], failed(4), true), { begun: 2, failed: 3 })
})

test("when a step's second command failed, its first was done", () => {
  assert.deepEqual(locate(body, [3], failed(3), true), { begun: 2, failed: 2 })
  assert.deepEqual(locate(body, [3, 4, 5, 5], 'sh: no\n', true), { begun: 5, failed: 5 })
})

test('a command that stands alone is the one that failed, whatever it said', () => {
  assert.deepEqual(locate(body, [3, 4], 'no such file\n', true), { begun: 3, failed: 4 })
})

test('a batch that names no line, and one that was cut short, may have come to its end', () => {
  assert.deepEqual(locate(body, [3], 'Error: argument "x" is wrong\n', true), { begun: 3 })
  assert.deepEqual(locate(body, [3], failed(2), false), { begun: 3 })
})

test('before the first batch nothing was done', () => {
  assert.deepEqual(locate(body, [], 'nsenter: no\n', true), { begun: 0 })
})

test("a program's own words are left when ip's line count is taken away", () => {
  assert.equal(ownWords(failed(7)), 'RTNETLINK answers: File exists')
  assert.equal(
    ownWords('Error: ipv4: Nexthop has invalid gateway.\nCommand failed -:2\n'),
    'Error: ipv4: Nexthop has invalid gateway.',
  )
  assert.equal(ownWords(''), '')
})

test('a step that needs a part of the kernel failed for want of it only if the kernel said so', () => {
  const needs = { feature: 'netem qdisc', module: 'sch_netem' }
  const step = { in: 'host', run: [], effect: <T>(facts: T) => facts, why: '', needs }
  for (const said of [
    'Error: Specified qdisc kind is unknown.\n',
    'Error: Unknown device type.\nCommand failed -:1\n',
    'Error: TC classifier not found.\nWe have an error talking to the kernel\n',
    'RTNETLINK answers: Operation not supported\n',
  ]) {
    assert.deepEqual(lackedFeature(step, said), needs)
    assert.equal(lackedFeature({ ...step, needs: undefined }, said), undefined)
  }
  assert.equal(lackedFeature(step, 'RTNETLINK answers: File exists\n'), undefined)
  assert.equal(lackedFeature(undefined, 'Error: Unknown device type.\n'), undefined)
})

test('a step says no by one exit code; any other is a failure, and so is that one of a step that says nothing by it', () => {
  const refusal = { status: 44, failure: 'conflict', code: 'taken', hint: 'another' } as const
  const step = { in: 'host', run: [], effect: <T>(facts: T) => facts, why: '' }
  assert.equal(refusalOf({ ...step, refusal }, 44), refusal)
  assert.equal(refusalOf({ ...step, refusal }, 1), undefined)
  assert.equal(refusalOf({ ...step, refusal }, null), undefined)
  assert.equal(refusalOf(step, 44), undefined)
  assert.equal(refusalOf(undefined, 44), undefined)
})
