import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { test } from 'node:test'
import { flagsOfAll } from '../../../lib/cli/flags.ts'
import { COMMANDS } from '../../../lib/cli/table.ts'
import { readSources } from '../../../lib/config/read.ts'

const root = new URL('../../../', import.meta.url)
const page = readFileSync(new URL('docs/configuration.md', root), 'utf8')
const blocks = [...page.matchAll(/^```(?:yaml|json)\n(.*?)^```/gms)].map(([, text = '']) => text)

const flags = await flagsOfAll(COMMANDS)

test('the page has examples', () => assert.ok(blocks.length > 5))

for (const text of blocks) {
  test(`an example of the page is right: ${text.split('\n')[0]}`, () => {
    const source = { file: 'docs/configuration.md', text, inside: undefined }
    assert.doesNotThrow(() => readSources([source], flags))
  })
}

test('every dependency says what it is for', () => {
  const { dependencies = {}, devDependencies } = JSON.parse(
    readFileSync(new URL('package.json', root), 'utf8'),
  ) as Record<string, Record<string, string>>
  const named = readFileSync(new URL('docs/dependencies.md', root), 'utf8')
  for (const name of Object.keys({ ...dependencies, ...devDependencies }))
    assert.ok(named.includes(`\`${name}\``), name)
})
