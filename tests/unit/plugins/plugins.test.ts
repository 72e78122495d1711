import assert from 'node:assert/strict'
import { join } from 'node:path'
import { type TestContext, test } from 'node:test'
import { usePolicy } from '../../../lib/code/load-code.ts'
import { CtnetError } from '../../../lib/model/error.ts'
import { findTopology, loadTopologies, statesOf } from '../../../lib/plugins/registry.ts'
import { buildTopology } from '../../../lib/plugins/topology.ts'
import { folderWith } from '../config/folder.ts'

usePolicy({ anything: true, system: '/nowhere', trusted: [] })

const topology = (name: string, more = '') =>
  `import { defineTopology } from 'ctnet'
export default defineTopology({
  name: '${name}', describe: 'x', options: { n: { type: 'number', default: 1, describe: 'y' } },
  build: () => ({ nodes: { a: {} }, links: [] }), ${more}
})`.replace('n: {', 'hosts: {')

/** The plugins of a configuration in that folder. */
function plugins(t: TestContext, files: Readonly<Record<string, string>>, ...names: readonly string[]) {
  const folder = folderWith(t, files)
  const named = names.map((name) => ({
    plugin: name.startsWith('./') ? join(folder, name) : name,
    namedIn: join(folder, '.ctnetrc.yaml'),
  }))
  return { folder, named }
}

async function refused(t: TestContext, files: Readonly<Record<string, string>>, ...names: readonly string[]) {
  const { folder, named } = plugins(t, files, ...names)
  try {
    await loadTopologies(named)
  } catch (error) {
    if (error instanceof CtnetError && error.exit === 2) return error.message.replaceAll(`${folder}/`, '')
    throw error
  }
  return ''
}

test('topologies come from files and from packages, each found by its name', async (t) => {
  const { folder, named } = plugins(
    t,
    {
      'campus.ts': topology('campus'),
      'node_modules/pack/package.json': '{ "version": "1.2.3", "exports": { "import": "./main.mjs" } }',
      'node_modules/pack/main.mjs': `${topology('one').replace('default define', 'const one = define')}
export default [one, { ...one, name: 'two' }]`,
    },
    './campus.ts',
    'pack',
  )
  assert.equal((await findTopology('campus', named)).file, join(folder, 'campus.ts'))
  assert.equal((await findTopology('two', named)).file, join(folder, 'node_modules/pack/main.mjs'))
  const [, pack] = await statesOf(named)
  assert.equal(pack && 'plugin' in pack && pack.plugin.version, '1.2.3')
  await assert.rejects(findTopology('campsu', named), { exit: 3, hint: 'did you mean campus?' })
})

test('a plugin that is wrong is refused with its file', async (t) => {
  const one = (text: string) => refused(t, { 'p.mjs': text }, './p.mjs')
  assert.match(await refused(t, {}, './p.mjs'), /^there is no plugin p.mjs, which .ctnetrc.yaml names$/)
  assert.match(await refused(t, {}, 'pack'), /^there is no plugin pack, which .ctnetrc.yaml names$/)
  assert.match(await one('\nnosuch()'), /^the plugin p.mjs, .*: nosuch is not defined \(p.mjs:2\)$/)
  assert.match(await one('export default { '), /^the plugin p.mjs, .* can't be loaded/)
  assert.match(await one('export const a = 1'), /^the plugin p.mjs exports no topology/)
  assert.match(await one('export default [1]'), /^the plugin p.mjs exports something that is no topology/)
  assert.match(
    await one(topology('Campus')),
    /^the plugin p.mjs declares a topology without a proper name: Campus/,
  )
  assert.match(await one(topology('c', 'apiVersion: 2')), /^the plugin p.mjs needs version 2 of ctnet's API/)
  assert.match(
    await one(topology('c', 'build: 1')),
    /^the plugin p.mjs declares the topology c without build/,
  )
  const option = (text: string) => one(topology('c', `options: { ${text} }`))
  for (const wrong of [
    "h: { type: 'number', describe: '' }",
    "name: { type: 'string', describe: '' }",
    "hosts: { type: 'int', describe: '' }",
    "hosts: { type: 'number', default: '3', describe: '' }",
    "hosts: { type: 'number', default: 3, max: 2, describe: '' }",
    "hosts: { type: 'string', default: 'c', choices: ['a'], describe: '' }",
  ]) {
    assert.match(await option(wrong), /^the plugin p.mjs declares the topology c with a wrong option/, wrong)
  }
})

test('a name that is declared twice is refused with both files', async (t) => {
  const files = { 'a.mjs': topology('campus'), 'b.mjs': topology('campus') }
  assert.equal(
    await refused(t, files, './a.mjs', './b.mjs'),
    'the plugin b.mjs declares the topology campus, as the plugin a.mjs does',
  )
})

test('what a topology builds is seen to be a lab, and its file is named where it is not', async (t) => {
  const { named } = plugins(
    t,
    {
      'a.mjs': topology('throws', "build() { throw new Error('no luck') }"),
      'b.mjs': topology(
        'lost',
        "build: () => ({ nodes: { a: {} }, links: [{ ends: [{ node: 'a' }, { node: 'b' }] }] })",
      ),
    },
    './a.mjs',
    './b.mjs',
  )
  for (const [name, message] of [
    ['throws', /a\.mjs can't build the topology throws: no luck/],
    ['lost', /b\.mjs builds no lab of the topology lost: a link ends at b, which is not there/],
  ] as const) {
    const found = await findTopology(name, named)
    assert.throws(() => buildTopology(found.topology, {}, 'lab', found.file), { exit: 2, message })
  }
})
