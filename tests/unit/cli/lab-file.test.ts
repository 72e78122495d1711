import assert from 'node:assert/strict'
import { mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, test } from 'node:test'
import { readLabFile } from '../../../lib/cli/lab-file.ts'
import { topologyOf } from '../../../lib/cli/topology-flags.ts'
import { usePolicy } from '../../../lib/code/load-code.ts'

usePolicy({ anything: true, system: '/nowhere', trusted: [] })

const folder = realpathSync(mkdtempSync(join(tmpdir(), 'ctnet-lab-')))
after(() => rmSync(folder, { recursive: true }))
const put = (name: string, text: string) => writeFileSync(join(folder, name), text)
const read = (name: string) => readLabFile(join(folder, name))

mkdirSync(join(folder, 'parts'))
put('lab.yml', 'include: [parts/nodes.yml, linked.yml]\nlinks: a -- b\n')
put('parts/nodes.yml', 'include: more.json\nnodes: { a: { image: x, binds: ./site:/srv } }\n')
put('parts/more.json', '{ "nodes": { "b": {} } }')
symlinkSync('parts/more.json', join(folder, 'linked.yml'))

test('files include others from their own folders, and each is read once', async () => {
  assert.deepEqual(await read('lab.yml'), {
    name: 'lab',
    nodes: { b: {}, a: { image: 'x', binds: [`${folder}/parts/site:/srv`] } },
    links: [{ ends: [{ node: 'a' }, { node: 'b' }] }],
  })
})

test('code is run, and may include data', async () => {
  put(
    'star.ts',
    "import { defineLab } from 'ctnet'\nconst hosts: string[] = ['h1', 'b']\nexport default defineLab({ include: 'parts/more.json', nodes: { h1: {} }, links: [hosts.join(' -- ')] })\n",
  )
  const { name, links } = await read('star.ts')
  assert.equal(name, 'star')
  assert.deepEqual(links, [{ ends: [{ node: 'h1' }, { node: 'b' }] }])
})

test('what is wrong in code is said of its path', async () => {
  put('wrong.mjs', "export default { nodes: { a: {} }, links: [{ ends: 'a -- a', delay: 5 }] }\n")
  await assert.rejects(read('wrong.mjs'), {
    exit: 2,
    message: `${folder}/wrong.mjs: links.0.delay: 5 is not a time`,
  })
})

test('a file that is not there, and one that is a folder', async () => {
  put('wrong.yml', 'include: nowhere.yml\nnodes: { a: }\n')
  await assert.rejects(read('none.yml'), { exit: 2, message: `there is no lab file ${folder}/none.yml` })
  await assert.rejects(read('lab.yaml'), { exit: 2, hint: `did you mean ${folder}/lab.yml?` })
  const stem = join(folder, 'lab')
  await assert.rejects(topologyOf(stem, { config: undefined, noConfig: true }), {
    exit: 3,
    hint: `a lab file is named in full: ${stem}.yml`,
  })
  await assert.rejects(read('parts'), { exit: 2, message: `the lab file ${folder}/parts is not a file` })
  await assert.rejects(read('wrong.yml'), {
    exit: 2,
    message: `${folder}/wrong.yml:1:10: there is no lab file ${folder}/nowhere.yml`,
  })
})
