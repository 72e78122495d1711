import assert from 'node:assert/strict'
import { test } from 'node:test'
import { progressBar } from '../../../lib/view/progress.ts'

test('a bar is as long as it is far', () => {
  assert.equal(progressBar(0, 8, 4), '░░░░ 0/8 steps')
  assert.equal(progressBar(4, 8, 4), '██░░ 4/8 steps')
  assert.equal(progressBar(8, 8, 4), '████ 8/8 steps')
  assert.equal(progressBar(9, 8, 4), '████ 9/8 steps')
  assert.equal(progressBar(0, 0, 4), '████ 0/0 steps')
})
