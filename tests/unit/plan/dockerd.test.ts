import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, test } from 'node:test'
import { tryConfiguration } from '../../../lib/plan/steps/dockerd.ts'

const directory = mkdtempSync(join(tmpdir(), 'ctnet-dockerd-'))
after(() => rmSync(directory, { recursive: true }))

/** Lets a daemon that says such a help, and ends so when it validates, look at its configuration. */
function tried(help: string, validates: string) {
  const program = join(directory, 'dockerd')
  writeFileSync(
    program,
    `#!/bin/sh\ncase $* in --help) echo '${help}' ;; '--bip 10.9.0.1/24 --validate') ${validates} ;; *) exit 3 ;; esac\n`,
    { mode: 0o755 },
  )
  const dockerd = {
    pid: 1,
    start: '1',
    program,
    argv: ['dockerd', '--bip', '10.9.0.1/24'],
    stale: true,
    log: '',
  }
  const [command] = tryConfiguration({ dockerd, how: { typed: '', run: '' }, seconds: 1 }).run
  assert.equal(command?.kind, 'exec')
  const [shell = '', ...words] = command.argv as string[]
  const { status, stderr } = spawnSync(shell, words, { encoding: 'utf8' })
  return { status, stderr }
}

test('a daemon that can look at its configuration is asked, with the words that it was started with', () => {
  const help = '      --validate    Validate daemon configuration and exit'
  assert.deepEqual(tried(help, 'echo configuration OK'), { status: 0, stderr: '' })
  assert.deepEqual(tried(help, 'echo no such directive >&2; exit 1'), {
    status: 42,
    stderr: 'no such directive\n',
  })
})

test("one that can't is not", () => {
  assert.deepEqual(tried('      --version', 'exit 1'), { status: 0, stderr: '' })
})
