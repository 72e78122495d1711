import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { test } from 'node:test'
import { made } from '../../../../lib/cli/completion/made.ts'

for (const { file, text } of (await made()).files) {
  test(`completions/${file} is what \`npm run build\` makes of the commands as they are`, () => {
    assert.equal(readFileSync(`completions/${file}`, 'utf8'), text)
  })
}
