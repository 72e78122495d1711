import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import {
  entriesNamed,
  parseHosts,
  remarkOf,
  withEntry,
  withoutEntries,
  withoutName,
  withRemark,
} from '../../../lib/model/hosts-file.ts'

const line = fc.constantFrom(
  '127.0.0.1\tlocalhost',
  '::1 localhost ip6-localhost',
  '172.17.0.2\te1c90a6c2d64',
  '# a remark',
  '10.1.1.1 db # ours',
  '',
  '  \t',
  'no address here',
)
/** Texts of others', with and without a line's end at theirs. */
const text = fc
  .tuple(fc.array(line, { maxLength: 6 }), fc.boolean())
  .map(([lines, ended]) => lines.join('\n') + (ended && lines.length > 0 ? '\n' : ''))
const entry = fc.record({
  ip: fc.constantFrom('10.1.1.1', '10.1.1.2', 'fd00::1'),
  names: fc.subarray(['db', 'db.example.com', 'cache'], { minLength: 1 }),
  owner: fc.constantFrom('dns', 'link docker:db', 'link docker:d'),
})

test("what was written into a hosts file is taken out again, to the byte, and another owner's stays", () => {
  fc.assert(
    fc.property(text, fc.array(entry, { maxLength: 4 }), entry, (before, others, own) => {
      const kept = others.filter(({ owner }) => owner !== own.owner).reduce(withEntry, before)
      assert.equal(withoutEntries(withEntry(kept, own), own.owner), kept)
      assert.equal(withoutEntries(withRemark(kept, 'was x', own.owner), own.owner), kept)
      const twice = withEntry(withEntry(kept, own), own)
      assert.equal(twice, withEntry(kept, own))
      assert.deepEqual(parseHosts(twice).at(-1), { ...own })
    }),
  )
})

test('an entry is found by any of its names, of its family, whatever the case', () => {
  const hosts = '127.0.0.1 localhost\nFD00::0:1 Db db.lan # nas\n10.1.1.1 db\n# 10.9.9.9 db\nten db\n'
  assert.deepEqual(
    entriesNamed(hosts, 'dB').map(({ ip }) => ip),
    ['fd00::1', '10.1.1.1'],
  )
  assert.deepEqual(
    entriesNamed(hosts, 'db', 6).map(({ names }) => names),
    [['Db', 'db.lan']],
  )
  assert.deepEqual(entriesNamed(hosts, 'nas'), [])
})

test("a name is taken from its owner's entries alone, and what they are called besides stays", () => {
  const theirs = '10.1.1.1 db\n'
  const own = withEntry(theirs, { ip: '10.1.1.2', names: ['db', 'cache'], owner: 'dns' })
  assert.equal(withoutName(own, 'dns', 'DB', 4), '10.1.1.1 db\n10.1.1.2\tcache\t# ctnet dns\n')
  assert.equal(withoutName(own, 'link', 'db', 4), own)
  assert.equal(withoutName(own, 'dns', 'db', 6), own)
  assert.equal(withoutName(withoutName(own, 'dns', 'db', 4), 'dns', 'cache', 4), theirs)
})

test('a remark is no entry, and is read again', () => {
  const hosts = withRemark('10.1.1.1 db\n', 'hostname was e1c9', 'dns')
  assert.deepEqual(parseHosts(hosts), [{ ip: '10.1.1.1', names: ['db'] }])
  assert.equal(remarkOf(hosts, 'hostname was ', 'dns'), 'e1c9')
  assert.equal(remarkOf(hosts, 'hostname was ', 'link'), undefined)
})
