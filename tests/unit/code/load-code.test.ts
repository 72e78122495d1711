import assert from 'node:assert/strict'
import { mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, test } from 'node:test'
import { defaultOf, loadDefault } from '../../../lib/code/default-export.ts'
import { loadCode, usePolicy } from '../../../lib/code/load-code.ts'
import { sha256 } from '../../../lib/code/verdict.ts'
import { CtnetError } from '../../../lib/model/error.ts'

const FILES = {
  'good.ts':
    "import { apiVersion } from 'ctnet'\nimport { b } from './b.mjs'\nexport default [b, apiVersion satisfies number]",
  'b.mjs': "import c from './c.cjs'\nexport const b = c",
  'c.cjs': "module.exports = [require('./d.json'), require('./e.cjs'), require('ctnet').apiVersion]",
  'd.json': '"d"',
  'e.cjs': "module.exports = 'e'",
  'imports.mjs': "import './changed.mjs'\nglobalThis.ran = true",
  'changed.mjs': '',
  'requires.cjs': "require('./strange.cjs')",
  'strange.cjs': 'globalThis.ran = true',
  'creates.mjs':
    "import { createRequire } from 'node:module'\nexport default createRequire(import.meta.url)('./strange.cjs')",
  'later.mjs': "export default () => import('./changed.mjs')",
}

const folder = realpathSync(mkdtempSync(join(tmpdir(), 'ctnet-code-')))
after(() => rmSync(folder, { recursive: true }))
for (const [name, text] of Object.entries(FILES)) writeFileSync(join(folder, name), text)
usePolicy({
  anything: false,
  system: '/nowhere',
  trusted: Object.entries(FILES)
    .filter(([name]) => name !== 'strange.cjs')
    .map(([name, text]) => ({ path: join(folder, name), sha256: sha256(text) })),
})
writeFileSync(join(folder, 'changed.mjs'), 'globalThis.ran = true')

const load = (name: string) => {
  const file = join(folder, name)
  return loadCode({ name: file, namedIn: file, what: 'the file' })
}

const refusal = (name: string, met: string, how: RegExp) => (error: unknown) =>
  error instanceof CtnetError &&
  error.exit === 5 &&
  error.message.includes(join(folder, met)) &&
  how.test(error.message) &&
  (error.hint ?? '').includes(`ctnet config trust ${join(folder, name)}`)

test('what is trusted runs with all that it loads, and all that it loads is told', async () => {
  const code = await load('good.ts')
  assert.deepEqual(defaultOf(code), [['d', 'e', 1], 1])
  assert.equal(code.file, join(folder, 'good.ts'))
  assert.deepEqual(code.files.map(({ path }) => path.replace(`${folder}/`, '')).sort(), [
    'b.mjs',
    'c.cjs',
    'd.json',
    'e.cjs',
    'good.ts',
  ])
})

test('nothing runs that is not trusted, however it is loaded', async () => {
  await assert.rejects(load('strange.cjs'), refusal('strange.cjs', 'strange.cjs', /is not trusted/))
  await assert.rejects(load('imports.mjs'), refusal('imports.mjs', 'changed.mjs', /has changed/))
  await assert.rejects(load('requires.cjs'), refusal('requires.cjs', 'strange.cjs', /is not trusted/))
  await assert.rejects(load('creates.mjs'), refusal('creates.mjs', 'strange.cjs', /is not trusted/))
  const later = defaultOf(await load('later.mjs')) as () => Promise<unknown>
  await assert.rejects(later())
  assert.equal(Reflect.get(globalThis, 'ran'), undefined)
})

test('what is not there, or exports nothing, is said by its name', async () => {
  await assert.rejects(load('nosuch.mjs'), { exit: 2, message: `there is no file ${folder}/nosuch.mjs` })
  await assert.rejects(loadDefault(join(folder, 'e.mjs'), 'the file'), { exit: 2 })
  await assert.rejects(loadDefault(join(folder, 'b.mjs'), 'the file'), { code: 'no-default' })
})
