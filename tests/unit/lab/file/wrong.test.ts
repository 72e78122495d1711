import assert from 'node:assert/strict'
import { test } from 'node:test'
import { readFiles, refusalOf } from './files.ts'
import { WRONG } from './wrong.ts'

for (const { what, text, said } of WRONG) {
  test(`wrong: ${what}`, async () => assert.deepEqual(await refusalOf(text), said))
}

test('with includes, each error has the place in the file that says it', async () => {
  const files = {
    'lab.yml': 'include: a.yml\nlinks: [h1 -- h3]\nnodes: { h1: { nat: ppp0 } }\n',
    'a.yml': 'nodes: { h1: { command: x } }\nlinks: [h1 -- h2, h1 -- h1]\n',
  }
  assert.deepEqual(await refusalOf(files), [
    'a.yml:1:16: h1 has no image that command could be of; give it one, or leave command out',
    'lab.yml:3:21: h1 has no interface ppp0; it has those that are chosen: eth0 …',
    'a.yml:2:9: a link leads to h2, which is neither a node nor a bridge; did you mean h1?',
    'lab.yml:2:9: a link leads to h3, which is neither a node nor a bridge; did you mean h1?',
  ])
})

test('what is wrong in several files is said at once', async () => {
  const files = { 'lab.yml': 'include: a.yml\nnodez: 1\n', 'a.yml': 'linkz: 1\n' }
  assert.deepEqual(await refusalOf(files), [
    'a.yml:1:1: there is no key linkz; did you mean links?',
    'lab.yml:2:1: there is no key nodez; did you mean nodes?',
  ])
})

test('files that include each other are refused, at the include', async () => {
  const files = {
    'lab.yml': 'include: a.yml\n',
    'a.yml': 'include:\n  - b.yml\n',
    'b.yml': 'include: a.yml\n',
  }
  assert.deepEqual(await refusalOf(files), [
    'b.yml:1:10: a.yml includes itself: a.yml, then b.yml, then a.yml; leave one of the includes out',
  ])
})

test('an included file that is no YAML says where in that file', async () => {
  const [said] = await refusalOf({ 'lab.yml': 'include: a.yml\n', 'a.yml': 'nodes: {\n' })
  assert.ok(said?.startsWith('a.yml:2:1: '), said)
})

test('a variable that is set and not there is refused', async () => {
  const read = readFiles({ 'lab.yml': 'vars: { slow: 1 }\nnodes: { a: }\n' }, { set: { slwo: '2' } })
  await assert.rejects(read, {
    exit: 2,
    message: 'the lab has no variable slwo to be set',
    hint: 'did you mean slow?',
  })
})

test("a name that can't be a lab's is refused, from wherever it comes", async () => {
  await assert.rejects(readFiles({ 'lab.yml': 'nodes: { a: }\n' }, { name: 'a/b' }), { exit: 2 })
  assert.deepEqual(await refusalOf({ 'two labs.yml': 'nodes: { a: }\n' }), [
    "two labs.yml:1:1: 'two labs' can't be a lab's name; give the lab one, as name",
  ])
})
