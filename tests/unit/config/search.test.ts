import assert from 'node:assert/strict'
import { existsSync, symlinkSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { loadConfig } from '../../../lib/config/load.ts'
import { CtnetError } from '../../../lib/model/error.ts'
import { FLAGS, folderWith, foundFrom, loadFrom, placesOf } from './folder.ts'

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

for (const name of ['ctnet.config.ts', 'ctnet.config.mjs', '.ctnetrc.js', '.config/ctnetrc.cjs']) {
  test(`${name} is neither run nor passed over in silence`, async (t) => {
    const ran = (folder: string) => join(folder, 'ran')
    const folder = folderWith(t, { '.ctnetrc.yaml': LAN, 'a/x': '' })
    const inner = folderWith(t, {
      [name]: `import('node:fs').then((fs) => fs.writeFileSync('${ran(folder)}', ''))`,
    })
    const isRefusal = (error: unknown) =>
      error instanceof CtnetError && error.exit === 6 && error.message.includes(join(inner, name))
    await assert.rejects(foundFrom(inner), isRefusal)
    const named = { config: join(inner, name), noConfig: false }
    await assert.rejects(
      loadConfig(named, () => FLAGS, placesOf(folder)),
      isRefusal,
    )
    assert.equal(existsSync(ran(folder)), false)
  })
}

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
