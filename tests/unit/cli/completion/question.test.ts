import assert from 'node:assert/strict'
import { test } from 'node:test'
import { commandAt, type Question, questionAt } from '../../../../lib/cli/completion/question.ts'
import { completionTable } from '../../../../lib/cli/completion/table.ts'
import { COMMANDS } from '../../../../lib/cli/table.ts'

const table = await completionTable(COMMANDS)

/** What is asked for at the end of a line. */
function asked(line: string): Question {
  const words = line.split(' ')
  const found = commandAt(table, words)
  return 'kind' in found ? found : questionAt(table, found, words)
}

/** What kind of value, or the options' names. */
function short(line: string): unknown {
  const question = asked(line)
  if (question.kind === 'flag') return question.flags.map(({ name }) => name)
  return question.kind === 'value' ? question.completes : question
}

const NOTHING = { kind: 'nothing' }

test('a command is asked for, also behind options of every command and behind help', () => {
  for (const line of ['', 'att', '--json ', '--runtime docker ', 'help at']) {
    assert.deepEqual(asked(line), { kind: 'command' }, line)
  }
  assert.deepEqual(asked('bridge '), { kind: 'command', group: 'bridge' })
  assert.deepEqual(asked('--json help bridge '), NOTHING)
  assert.deepEqual(asked('nonsense '), NOTHING)
  assert.deepEqual(asked('constructor '), NOTHING)
})

test('words are counted without the options and their values', () => {
  assert.equal(short('attach '), 'container')
  assert.equal(short('attach --if eth1 --create '), 'container')
  assert.equal(short('attach web --if eth1 '), 'network')
  assert.equal(short('attach web --if=eth1 '), 'network')
  assert.deepEqual(short('attach web br0 10.0.0.1/8 '), ['auto', 'dhcp', 'none'])
  assert.equal(short('attach -- '), 'container')
  assert.deepEqual(short('icc br0 '), ['on', 'off'])
  assert.deepEqual(short('icc br0 on '), NOTHING)
  assert.equal(short('config trust '), 'file')
})

test("a value is its option's, in a word of its own or behind =", () => {
  assert.deepEqual(short('attach web br0 --gateway '), ['auto', 'none'])
  assert.deepEqual(short('attach --if '), NOTHING)
  assert.deepEqual(short('export --format '), ['script', 'lab'])
  assert.equal(short('--config '), 'file')
  assert.deepEqual(asked('wait web -i '), {
    kind: 'value',
    completes: 'interface',
    head: '',
    before: ['web'],
  })
  assert.deepEqual(asked('wait web --if=e'), {
    kind: 'value',
    completes: 'interface',
    head: '--if=',
    before: ['web'],
  })
})

test('options that were given are offered no more, unless they can be given twice', () => {
  const flags = short('attach web br0 -i eth1 --route 10.0.0.0/8 --json -') as string[]
  assert.ok(!flags.includes('if') && !flags.includes('json'))
  assert.ok(flags.includes('route') && flags.includes('mac') && flags.includes('dry-run'))
})

test('where there is no plan, the options that show one are not offered', () => {
  const flags = short('ls --') as string[]
  assert.ok(flags.includes('json') && !flags.includes('dry-run') && !flags.includes('explain'))
})

test("what is another program's is left to the shell", () => {
  assert.deepEqual(asked('exec web '), { kind: 'program', from: 2 })
  assert.deepEqual(asked('exec --runtime docker web ls -'), { kind: 'program', from: 4 })
  assert.deepEqual(asked('exec web -- ls '), { kind: 'program', from: 3 })
  assert.deepEqual(asked('exec web -'), { kind: 'program', from: 2 })
  assert.deepEqual(asked('sandbox '), { kind: 'program', from: 1 })
  assert.deepEqual(asked('sandbox -- ls '), { kind: 'program', from: 2 })
  assert.ok((short('sandbox -') as string[]).includes('json'))
  assert.ok((short('exec -') as string[]).includes('runtime'))
})

test("words of another program's that ctnet makes a plan of are neither", () => {
  assert.deepEqual(asked('tc web '), NOTHING)
  assert.deepEqual(asked('pipework -'), NOTHING)
})
