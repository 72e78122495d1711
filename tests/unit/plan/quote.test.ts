import assert from 'node:assert/strict'
import { execFileSync, spawnSync } from 'node:child_process'
import { test } from 'node:test'
import fc from 'fast-check'
import { batchWord, shellWord, shellWords } from '../../../lib/plan/quote.ts'

/** Whatever can be a word of a program: anything but NUL; and often what a shell would take for its own. */
const word = fc
  .oneof(
    fc.string({ unit: 'binary' }),
    fc.string({ unit: fc.constantFrom(...'$(){}`\'"\\;&|<>*?[]~#! \n\t-=a') }),
  )
  .map((text) => text.replaceAll('\0', ''))

const SHELLS = ['sh', 'bash', 'dash', 'busybox'].filter(
  (shell) => spawnSync(shell, shell === 'busybox' ? ['sh', '-c', ':'] : ['-c', ':']).status === 0,
)

test('a word in a shell script is exactly that word, in every shell that is here', () => {
  for (const shell of SHELLS) {
    const start = shell === 'busybox' ? ['sh', '-s'] : ['-s']
    fc.assert(
      fc.property(fc.array(word, { minLength: 1, maxLength: 50 }), (words) => {
        const script = `printf '%s\\0' ${shellWords(words)}`
        const output = execFileSync(shell, start, {
          input: script,
          encoding: 'utf8',
          env: { PATH: process.env.PATH, LC_ALL: 'C.UTF-8' },
        })
        assert.deepEqual(output.split('\0').slice(0, -1), words)
      }),
      { numRuns: 40 },
    )
  }
})

test('a word that needs no quotes has none', () => {
  assert.equal(
    shellWords(['ip', 'link', '172.17.42.99/16', '--if=a', 'fd00::1']),
    'ip link 172.17.42.99/16 --if=a fd00::1',
  )
  assert.equal(shellWord(''), "''")
})

/** Names that the kernel takes for an interface: up to 15 bytes, no slash, colon or white space. */
const interfaceName = fc
  .string({ unit: fc.constantFrom(...'$(){}`\'"\\;&|<>*?[]~#!-=a%@'), minLength: 1, maxLength: 15 })
  .filter((name) => name !== '.' && name !== '..')

test('a word of `ip -batch` is exactly that word, or is not put into a batch', () => {
  fc.assert(
    fc.property(fc.uniqueArray(interfaceName, { minLength: 1, maxLength: 40 }), (names) => {
      const said = names.flatMap((name) => {
        const text = batchWord(name)
        return text === undefined ? [] : [{ name, text }]
      })
      const input = said.map(({ text }) => `link show dev ${text}\n`).join('')
      const { stderr } = spawnSync('ip', ['-force', '-batch', '-'], { input, encoding: 'utf8' })
      const heard = stderr
        .split('\n')
        .flatMap((line) => /^Device "(.*)" does not exist\.$/.exec(line)?.[1] ?? [])
      assert.deepEqual(
        heard,
        said.map(({ name }) => name),
      )
    }),
    { numRuns: 60 },
  )
})
