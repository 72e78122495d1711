import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { test } from 'node:test'
import { EXIT_OF } from '../../lib/host/signals.ts'
import { EXIT } from '../../lib/model/error.ts'

test('the documentation lists the exit codes that there are', () => {
  const [, section = ''] = readFileSync('docs/how-it-works.md', 'utf8').split('\n## Exit codes\n')
  const listed = [...section.matchAll(/^\| (\d[\d, ]*)\|/gm)].flatMap(([, codes = '']) => codes.split(','))
  const known = [0, ...Object.values(EXIT), ...Object.values(EXIT_OF)]
  assert.deepEqual(listed.map(Number), known)
})
