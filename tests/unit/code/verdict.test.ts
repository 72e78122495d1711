import assert from 'node:assert/strict'
import { chmodSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { judge, sha256 } from '../../../lib/code/verdict.ts'
import { folderWith } from '../config/folder.ts'

const TRUSTED = { path: '/lab/a.ts', sha256: sha256('one') }
const policy = { anything: false, system: '/nowhere', trusted: [TRUSTED] }

test('root runs what it was told to trust, with that content only', () => {
  assert.equal(judge(TRUSTED, policy), undefined)
  assert.deepEqual(judge({ ...TRUSTED, sha256: sha256('two') }, policy), {
    path: '/lab/a.ts',
    kind: 'changed',
  })
  assert.deepEqual(judge({ ...TRUSTED, path: '/lab/b.ts' }, policy), { path: '/lab/b.ts', kind: 'unknown' })
  assert.equal(judge({ ...TRUSTED, path: '/lab/b.ts' }, { ...policy, anything: true }), undefined)
})

test("below the system's folder only what nobody else can change counts", (t) => {
  const system = folderWith(t, { 'config.ts': '', 'other.ts': '' })
  const file = { path: join(system, 'config.ts'), sha256: sha256('') }
  const owned = judge(file, { ...policy, system })
  // Whoever isn't root owns nothing that root believes.
  if (process.geteuid?.() === 0) assert.equal(owned, undefined)
  else assert.equal(owned?.kind, 'exposed')
  chmodSync(file.path, 0o666)
  assert.equal(judge(file, { ...policy, system })?.kind, 'exposed')
  assert.equal(judge({ ...file, path: `${system}-beside/config.ts` }, { ...policy, system })?.kind, 'unknown')
})
