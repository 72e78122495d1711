import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { existsSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, test } from 'node:test'
import { renderBody } from '../../../lib/plan/script.ts'
import type { Step } from '../../../lib/plan/step.ts'
import { setFile } from '../../../lib/plan/steps/file.ts'

const directory = mkdtempSync(join(tmpdir(), 'ctnet-file-'))
after(() => rmSync(directory, { recursive: true }))

/** Runs a step's commands, if what it is guarded by holds; whether it did. */
function run({ run: commands, guard }: Step): boolean {
  if (guard?.kind === 'check') {
    const [program = '', ...words] = guard.argv
    const says = spawnSync(program, words).status === 0 ? 'yes' : 'no'
    if (says !== guard.says) return false
  }
  for (const command of commands) {
    assert.equal(command.kind, 'exec')
    if (command.kind !== 'exec') continue
    const [program = '', ...words] = command.argv as string[]
    const { status, stderr } = spawnSync(program, words, { input: command.input, encoding: 'utf8' })
    assert.equal(status, 0, stderr)
  }
  return true
}

const undoOf = ({ undo }: Step): Step => undo ?? assert.fail('there is no way back')

test('a file is made with its directory, and both go again', () => {
  const path = join(directory, 'web', 'hosts')
  const step = setFile({ path, before: undefined, after: '10.1.1.1 db\n', alone: true }, 'try')
  assert.ok(run(step))
  assert.equal(readFileSync(path, 'utf8'), '10.1.1.1 db\n')
  assert.ok(run(undoOf(step)))
  assert.ok(!existsSync(join(directory, 'web')))
})

test('a file keeps its inode, and is put back only while it says what it was given', () => {
  const path = join(directory, 'hosts')
  run(setFile({ path, before: undefined, after: 'a\n' }, 'try'))
  const { ino } = statSync(path)
  const step = setFile({ path, before: 'a\n', after: 'a\n\n' }, 'try')
  assert.ok(run(step))
  assert.equal(statSync(path).ino, ino)
  run(setFile({ path, before: undefined, after: 'a\n\n\n' }, 'somebody else'))
  assert.ok(!run(undoOf(step)), "another's text stays, even if it differs in its end alone")
  run(setFile({ path, before: undefined, after: 'a\n\n' }, 'back'))
  assert.ok(run(undoOf(step)))
  assert.equal(readFileSync(path, 'utf8'), 'a\n')
})

test('a file that was being written when somebody was killed is put back; one that has gone stays away', () => {
  const path = join(directory, 'half')
  const [before, after] = ['127.0.0.1 localhost\n', '127.0.0.1 localhost\n10.1.1.1 *[db\n']
  const step = setFile({ path, before, after }, 'try')
  for (const written of ['', '127.0', before, after]) {
    writeFileSync(path, written)
    assert.ok(run(undoOf(step)))
    assert.equal(readFileSync(path, 'utf8'), before)
  }
  writeFileSync(path, `${before}10.1.1.1 x`)
  assert.ok(!run(undoOf(step)))
  rmSync(path)
  assert.ok(!run(undoOf(step)))
})

test('a text needs no line at its end, nor anything in it, also where a script feeds it', () => {
  for (const text of ['', 'a', 'a\nb', '\n', 'a\n\n']) {
    const path = join(directory, 'fed')
    const plan = {
      build: [setFile({ path, before: undefined, after: text }, 'try')],
      finish: [],
      result: {},
      notes: [],
    }
    const { text: script } = renderBody(plan, {})
    const { status, stderr } = spawnSync('sh', ['-euc', `begin() { :; }\n${script}\nmain`], {
      encoding: 'utf8',
    })
    assert.equal(status, 0, stderr)
    assert.equal(readFileSync(path, 'utf8'), text)
  }
})

test('a file that has gone meanwhile is not made anew', () => {
  const path = join(directory, 'gone')
  const [command] = setFile({ path, before: 'a\n', after: 'b\n' }, 'try').run
  assert.equal(command?.kind, 'exec')
  const [program = '', ...words] = command.argv as string[]
  assert.notEqual(spawnSync(program, words, { input: 'b\n' }).status, 0)
  assert.ok(!existsSync(path))
})

test('what is secret can be read by nobody else', () => {
  const path = join(directory, 'kept', 'daemon.json')
  run(setFile({ path, before: undefined, after: '{}', secret: true }, 'try'))
  assert.equal(statSync(path).mode & 0o077, 0)
})
