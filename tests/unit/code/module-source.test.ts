import assert from 'node:assert/strict'
import { join } from 'node:path'
import { test } from 'node:test'
import { moduleSource } from '../../../lib/code/module-source.ts'
import { folderWith } from '../config/folder.ts'

const bytes = (text: string) => new TextEncoder().encode(text)

test('what a file is follows from its name, its package, and last from its text', (t) => {
  const folder = folderWith(t, {
    'module/package.json': '{ "type": "module" }',
    'commonjs/package.json': '{ "type": "commonjs" }',
    'neither/package.json': '{}',
  })
  const formatOf = (path: string, text = '') => moduleSource(join(folder, path), bytes(text))?.format
  assert.equal(formatOf('a.mjs'), 'module')
  assert.equal(formatOf('a.cts'), 'commonjs')
  assert.equal(formatOf('module/deep/a.js'), 'module')
  assert.equal(formatOf('module/a.cjs'), 'commonjs')
  assert.equal(formatOf('commonjs/a.ts'), 'commonjs')
  assert.equal(formatOf('neither/a.js', 'module.exports = {}'), 'commonjs')
  assert.equal(formatOf('neither/a.ts', 'export const a: number = 1'), 'module')
  assert.equal(formatOf('a.json', '{}'), 'json')
  assert.equal(formatOf('a.txt'), undefined)
})

test('TypeScript loses its types and keeps its lines; what is more than types is refused with its line', () => {
  const read = (text: string) => moduleSource('/lab/a.mts', bytes(text))?.source
  const source = String(read('interface A { b: string }\nexport const a = 1 as number'))
  assert.match(source, /^\s*\nexport const a = 1\s*$/)
  assert.throws(() => read('let a = 1\nenum A { b }'), { message: /^\/lab\/a\.mts:2: .*enum/ })
})
