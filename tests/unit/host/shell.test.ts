import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { test } from 'node:test'

const PROGRAM = `
const { run } = await import('./lib/host/shell.ts')
console.log(JSON.stringify(await run(['sh', '-c', 'echo out; echo oops >&2; exit 3'])))
`

test('what a program says is returned, and not also shown', () => {
  const argv = ['--import', 'tsx', '--input-type=module', '--eval', PROGRAM]
  const { stdout, stderr } = spawnSync(process.execPath, argv, { encoding: 'utf8' })
  assert.deepEqual(JSON.parse(stdout), { code: 3, stdout: 'out\n', stderr: 'oops\n' })
  assert.equal(stderr, '')
})
