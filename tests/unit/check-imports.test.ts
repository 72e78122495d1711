import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { test } from 'node:test'

/** Runs the check on a house of one file. */
function check(file: string, text: string) {
  const root = mkdtempSync(join(tmpdir(), 'ctnet-'))
  try {
    mkdirSync(join(root, dirname(file)), { recursive: true })
    writeFileSync(join(root, file), text)
    const { status, stderr } = spawnSync('node', ['scripts/check-imports.js', root], { encoding: 'utf8' })
    return { status, stderr }
  } finally {
    rmSync(root, { recursive: true })
  }
}

const ALLOWED: [file: string, text: string][] = [
  ['lib/recipes/a.ts', "import { x } from '../plan/steps/x.ts'"],
  ['lib/plan/steps/a.ts', "import type { X } from '../step.ts'"],
  ['lib/model/a.ts', "import ipaddr from 'ipaddr.js'"],
  ['commands/bridge/a.ts', "import { change } from '../../lib/cli/change.ts'"],
  ['plugins/a/index.ts', "import { defineTopology } from 'ctnet'\nimport { b } from './b.ts'"],
]

const FORBIDDEN: [file: string, text: string][] = [
  ['lib/recipes/a.ts', "import { x } from '../host/x.ts'"],
  ['lib/host/a.ts', "import type { X } from '../recipes/x.ts'"],
  ['lib/model/a.ts', "import { readFileSync } from 'node:fs'"],
  ['lib/model/a.ts', "export {\n  x,\n  y,\n} from '../plan/x.ts'"],
  ['lib/view/a.ts', "const x = await import('../cli/x.ts')"],
  ['lib/runtimes/a.ts', "import { x } from '../index.ts'"],
  ['plugins/a.ts', "import { x } from '../lib/index.ts'"],
  ['plugins/a.ts', "import { x } from 'zx'"],
  ['lib/new/a.ts', "import { x } from '../model/x.ts'"],
]

test('an import along the direction of the house is let through', () => {
  for (const [file, text] of ALLOWED) assert.deepEqual(check(file, text), { status: 0, stderr: '' }, text)
})

test('an import against it fails, and is named', () => {
  for (const [file, text] of FORBIDDEN) {
    const { status, stderr } = check(file, text)
    assert.equal(status, 1, `${file}: ${text}`)
    assert.match(stderr, new RegExp(`^${file}: imports `))
  }
})

test('what is exported and used by no other file fails, and is named', () => {
  for (const text of ['export const x = 1', 'export async function x() {}', 'export class x {}']) {
    const { status, stderr } = check('lib/model/a.ts', `${text}\nconst y = x`)
    assert.equal(status, 1, text)
    assert.equal(stderr, 'lib/model/a.ts: exports x, and no other file uses it\n')
  }
})
