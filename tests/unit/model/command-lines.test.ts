import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { CommandLineFault, commandLines } from '../../../lib/model/command-lines.ts'
import { shellWords } from '../../../lib/plan/quote.ts'

const wordsOf = (text: string) => commandLines(text).map(({ words }) => words)

test('words are cut as a shell cuts them', () => {
  assert.deepEqual(wordsOf(`a 'b c' "d \\"e\\" \\x" f\\ g h''i "" # j`), [
    ['a', 'b c', 'd "e" \\x', 'f g', 'hi', ''],
  ])
  assert.deepEqual(wordsOf('a#b\t#c\r\n\n  # d\n e [fd00::1]:80 *'), [['a#b'], ['e', '[fd00::1]:80', '*']])
})

test('a line that goes on is one, and is known by where it begins', () => {
  assert.deepEqual(commandLines('\na \\\n  b\\\nc\nd \\'), [
    { line: 2, words: ['a', 'bc'] },
    { line: 5, words: ['d'] },
  ])
})

test('what a shell would do more is refused, at its line', () => {
  for (const text of ['\na | b', '\na $b', '\na "`b`"', "\na 'b", '\na "b\n"', 'x \\\n a; b', '\na >b'])
    assert.throws(
      () => commandLines(text),
      (error) => error instanceof CommandLineFault && error.line === 2,
    )
})

test('what is quoted for a shell comes out as it was', () => {
  const word = fc.string({ unit: 'grapheme-ascii' }).filter((text) => !/[\r\n]/.test(text))
  fc.assert(
    fc.property(fc.array(word, { minLength: 1 }), (words) => {
      assert.deepEqual(wordsOf(shellWords(words)), [words])
    }),
  )
})
