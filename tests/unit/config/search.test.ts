import assert from 'node:assert/strict'
import { symlinkSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { usePolicy } from '../../../lib/code/load-code.ts'
import { loadConfig } from '../../../lib/config/load.ts'
import { FLAGS, folderWith, foundFrom, loadFrom, placesOf, refusalOf } from './folder.ts'

const LAN = 'bridges: { lan: { mtu: 1400 } }'
const FORMS = {
  'package.json': '{ "name": "x", "ctnet": { "bridges": { "lan": { "mtu": 1400 } } } }',
  '.ctnetrc': LAN,
  '.ctnetrc.json': '{ "bridges": { "lan": { "mtu": 1400 } } }',
  '.ctnetrc.yaml': LAN,
  '.ctnetrc.yml': LAN,
  '.config/ctnetrc': LAN,
  '.config/ctnetrc.yaml': LAN,
}

for (const [name, text] of Object.entries(FORMS)) {
  test(`${name} is found from the folders below it, and read`, async (t) => {
    const folder = folderWith(t, { [name]: text, 'a/b/other': '' })
    assert.deepEqual(await foundFrom(folder, 'a/b'), [name])
    assert.equal((await loadFrom(folder)).bridges.lan?.mtu, 1400)
  })
}

test('the nearest file counts; empty ones, and packages of others, are passed over', async (t) => {
  const folder = folderWith(t, {
    '.ctnetrc.yaml': LAN,
    'near/.ctnetrc.yml': LAN,
    'empty/.ctnetrc.yaml': '\n# bridges:\n\n  # lan:\n',
    'blank/.ctnetrc.yaml': `${'\n'.repeat(5000)}${LAN}`,
    'package/package.json': '{ "name": "ctnet" }',
    'broken/package.json': '{ "name": ',
    'both/package.json': FORMS['package.json'],
    'both/.ctnetrc.yaml': LAN,
  })
  assert.deepEqual(await foundFrom(folder, 'near'), ['near/.ctnetrc.yml'])
  assert.deepEqual(await foundFrom(folder, 'blank'), ['blank/.ctnetrc.yaml'])
  for (const below of ['empty', 'package', 'broken'])
    assert.deepEqual(await foundFrom(folder, below), ['.ctnetrc.yaml'])
  assert.deepEqual(await foundFrom(folder, 'both'), ['both/package.json'])
})

test("the user's own configuration is the last place", async (t) => {
  const folder = folderWith(t, { 'own/ctnet/config.yaml': LAN, 'project/.ctnetrc.yaml': LAN, 'other/x': '' })
  assert.deepEqual(await foundFrom(folder, 'other'), ['own/ctnet/config.yaml'])
  assert.deepEqual(await foundFrom(folder, 'project'), ['project/.ctnetrc.yaml'])
})

test("a home folder that can't be looked into has no configuration, and doesn't hide the project's", async (t) => {
  const folder = folderWith(t, { 'a/package.json': '{ "name": "ctnet" }', 'b/.ctnetrc.yaml': LAN })
  // A circle of links can't be looked into even by root.
  symlinkSync('own', join(folder, 'own'))
  assert.deepEqual(await foundFrom(folder, 'a'), [])
  assert.deepEqual(await foundFrom(folder, 'b'), ['b/.ctnetrc.yaml'])
})

usePolicy({ anything: true, system: '/nowhere', trusted: [] })

const CODES = {
  'ctnet.config.ts':
    "import { defineConfig } from 'ctnet'\nexport default defineConfig({ bridges: { lan: { mtu: 1400 as number } } })",
  'ctnet.config.cts': 'const mtu: number = 1400\nmodule.exports = { bridges: { lan: { mtu } } }',
  'ctnet.config.mjs': 'export default { bridges: { lan: { mtu: 1400 } } }',
  '.ctnetrc.js': "import { mtu } from './a/mtu.mts'\nexport default { bridges: { lan: { mtu } } }",
  '.config/ctnetrc.cjs': 'module.exports = { bridges: { lan: { mtu: 1400 } } }',
}

for (const [name, text] of Object.entries(CODES)) {
  test(`${name} is found from the folders below it, and run`, async (t) => {
    const folder = folderWith(t, { [name]: text, 'a/mtu.mts': 'export const mtu: number = 1400' })
    assert.deepEqual(await foundFrom(folder, 'a'), [name])
    const { bridges, plugins } = await loadFrom(folder)
    assert.equal(bridges.lan?.mtu, 1400)
    assert.deepEqual(plugins, [])
  })
}

test('code is checked like data, and an error names its file', async (t) => {
  const refusals = async (text: string) =>
    refusalOf(folderWith(t, { 'ctnet.config.mjs': text })).then((lines) => lines.join('\n'))
  assert.match(await refusals('export default { bridge: {} }'), /^ctnet.config.mjs: there is no key bridge; /)
  assert.match(await refusals('export default () => ({})'), /takes .*, not a function/)
  assert.match(await refusals('export const config = {}'), /exports nothing by default/)
  assert.match(await refusals("\nthrow new Error('no luck')"), /no luck \(.*ctnet.config.mjs:2\)/)
  assert.match(await refusals("import './nosuch.mjs'"), /nosuch.mjs/)
})

test('plugins of all files are loaded, a path is meant from the file that names it', async (t) => {
  const folder = folderWith(t, {
    'a/.ctnetrc.yaml': 'plugins: [./campus.ts, ctnet-plugin-campus]',
    'etc/config.yaml': 'plugins: ../other.js',
  })
  const { plugins } = await loadConfig({ config: undefined, noConfig: false }, () => FLAGS, {
    from: join(folder, 'a'),
    system: join(folder, 'etc'),
  })
  assert.deepEqual(
    plugins.map(({ plugin, namedIn }) => [plugin, namedIn].map((path) => path.replace(`${folder}/`, ''))),
    [
      ['other.js', 'etc/config.yaml'],
      ['a/campus.ts', 'a/.ctnetrc.yaml'],
      ['ctnet-plugin-campus', 'a/.ctnetrc.yaml'],
    ],
  )
})

test('a file that is named takes the place of the one that would be found', async (t) => {
  const folder = folderWith(t, { '.ctnetrc.yaml': LAN, 'other.conf': 'bridges: { other: }' })
  const load = (config: string | undefined, noConfig = false) =>
    loadConfig({ config, noConfig }, () => FLAGS, placesOf(folder))
  assert.deepEqual(Object.keys((await load('other.conf')).bridges), ['other'])
  assert.deepEqual(Object.keys((await load(undefined, true)).bridges), [])
  await assert.rejects(load('nowhere'), { exit: 2 })
  await assert.rejects(load('.'), { exit: 2 })
  await assert.rejects(load('other.conf', true), { exit: 2 })
})
