import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { editDaemonJson, parseDaemonJson } from '../../../lib/model/daemon-json.ts'
import { CtnetError } from '../../../lib/model/error.ts'

const BROKEN: Readonly<Record<string, string>> = {
  '{\n  "mtu": 1400,\n}': '3:1',
  '{ "mtu": 1400 // as on eth0\n}': '1:15',
  '[1]': '1:1',
  '{ "bip": "192.168.9.1/24" ': '1:27',
  '{ "mtu": 1400,\n  "mtu": 1500 }': '2:3',
}

for (const [text, place] of Object.entries(BROKEN)) {
  test(`no JSON that Docker would take: ${JSON.stringify(text)}`, () => {
    assert.throws(
      () => parseDaemonJson('daemon.json', text),
      (error) =>
        error instanceof CtnetError && error.exit === 2 && error.message.startsWith(`daemon.json:${place}: `),
    )
  })
}

test('a key comes, changes and goes; all else stays as it is written', () => {
  const text = '{\n\t"debug":false ,\n\t"log-opts": { "max-size": "10m" }\n}'
  const set = editDaemonJson(text, { mtu: 1400 })
  assert.equal(set, '{\n\t"debug":false ,\n\t"log-opts": { "max-size": "10m" },\n\t"mtu": 1400\n}')
  assert.equal(editDaemonJson(set, { mtu: 1500 }), set.replace('1400', '1500'))
  assert.equal(editDaemonJson(set, { mtu: undefined }), text)
})

test('nothing in a file, or no file, is as good as no keys', () => {
  for (const text of [undefined, '', ' \n']) {
    assert.deepEqual(parseDaemonJson('daemon.json', text ?? ''), {})
    assert.equal(editDaemonJson(text, { icc: false }), '{\n  "icc": false\n}\n')
  }
})

/** But for a key that is none to whoever reads JSON into JavaScript's own objects; Docker has none of that name. */
const value = (maxDepth: number) =>
  fc.jsonValue({ maxDepth }).filter((one) => !JSON.stringify(one).includes('"__proto__":'))

const KEY = fc.constantFrom('bip', 'mtu', 'dns', 'debug', 'log-opts', 'ip')

test('whatever the text looks like, the keys have their new values and the others their old ones', () =>
  fc.assert(
    fc.property(
      fc.dictionary(KEY, value(2)),
      fc.dictionary(KEY, fc.option(value(1), { nil: undefined })),
      fc.constantFrom(undefined, 1, 2, 4, '\t'),
      (before, changes, indent) => {
        const text = editDaemonJson(JSON.stringify(before, undefined, indent), changes)
        const expected = JSON.parse(JSON.stringify({ ...before, ...changes }))
        assert.deepEqual({ ...parseDaemonJson('daemon.json', text) }, expected)
      },
    ),
  ))
