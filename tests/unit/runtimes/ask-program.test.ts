import assert from 'node:assert/strict'
import { test } from 'node:test'
import { askProgram } from '../../../lib/runtimes/ask-program.ts'

test('what a program says, and its exit code', async () => {
  assert.deepEqual(await askProgram(['sh', '-c', 'cat; echo out; echo err >&2; exit 3'], 'dash'), {
    code: 3,
    stdout: 'out\n',
    stderr: 'err\n',
  })
  assert.equal((await askProgram(['sh', '-c', 'kill -9 $$'], 'dash')).code, 1)
})

test('a program that is not there is missing, and it is said how to get it', async () => {
  await assert.rejects(askProgram(['no-such-program'], 'some-package'), {
    code: 'no-no-such-program',
    exit: 6,
    message: 'there is no program no-such-program',
    hint: 'install it: apt-get install some-package',
  })
})
