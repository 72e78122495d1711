import assert from 'node:assert/strict'
import { test } from 'node:test'
import { exposure } from '../../../lib/model/ownership.ts'

const FILE = 0o100000
const DIRECTORY = 0o040000
const LINK = 0o120000
const at = (mode: number, uid = 0) => exposure('/etc/ctnet', { uid, mode }, [0])?.fix

test('what nobody but its owner can change is safe', () => {
  for (const mode of [FILE | 0o644, DIRECTORY | 0o755, DIRECTORY | 0o1777, LINK | 0o777])
    assert.equal(at(mode), undefined)
})

test('what others can change is not, and the command that ends it is named', () => {
  for (const mode of [FILE | 0o664, FILE | 0o1646, DIRECTORY | 0o775, DIRECTORY | 0o757])
    assert.equal(at(mode), 'chmod go-w /etc/ctnet')
})

test("what is another's is not, whatever its mode", () => {
  assert.equal(at(FILE | 0o600, 1000), 'chown root:root /etc/ctnet')
  assert.equal(at(DIRECTORY | 0o1755, 1000), 'chown root:root /etc/ctnet')
  assert.equal(at(LINK | 0o777, 1000), 'chown -h root:root /etc/ctnet')
})
