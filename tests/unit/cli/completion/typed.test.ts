import assert from 'node:assert/strict'
import { test } from 'node:test'
import { keptByBash, splitLine, unquoted } from '../../../../lib/cli/completion/typed.ts'

const BREAKS = ' \t\n"\'@><=;|&(:'

test('a line is cut at blanks that nothing protects, and its last word may be empty', () => {
  const words = (line: string) => splitLine(line).map(({ raw }) => raw)
  assert.deepEqual(words('ctnet exec  my\\ box "a b'), ['ctnet', 'exec', 'my\\ box', '"a b'])
  assert.deepEqual(words('ctnet exec '), ['ctnet', 'exec', ''])
  assert.deepEqual(words('ctnet exec box\\ '), ['ctnet', 'exec', 'box\\ '])
  assert.deepEqual(words(''), [''])
  assert.deepEqual(splitLine('ctnet exec  web'), [
    { raw: 'ctnet', start: 0 },
    { raw: 'exec', start: 6 },
    { raw: 'web', start: 12 },
  ])
})

test('quotes are taken off a word, and what it says is text', () => {
  assert.equal(unquoted('"$(id)"'), '$(id)')
  assert.equal(unquoted("'it'\\''s'"), "it's")
  assert.equal(unquoted('"a\\"\\$\\n'), 'a"$\\n')
  assert.equal(unquoted('a\\'), 'a')
})

test('bash keeps what stands before an open quote, else what ends with a break', () => {
  assert.deepEqual(keptByBash('docker:we', BREAKS), { length: 7, quote: undefined })
  assert.deepEqual(keptByBash('docker\\:we', BREAKS), { length: 0, quote: undefined })
  assert.deepEqual(keptByBash('"docker:we', BREAKS), { length: 1, quote: '"' })
  assert.deepEqual(keptByBash("--word='a", BREAKS), { length: 8, quote: "'" })
  assert.deepEqual(keptByBash('web:eth0', ''), { length: 0, quote: undefined })
})
