import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { lay } from '../../../lib/lab/lay.ts'
import { Forwarding } from './forwarding.ts'
import { connectedLab } from './labs.ts'

test('in a connected lab every node reaches every address of every other, and nothing goes in circles', () => {
  fc.assert(
    fc.property(connectedLab, (lab) => {
      assert.deepEqual(new Forwarding(lay(lab)).failures(), [])
    }),
    { numRuns: 200 },
  )
})
