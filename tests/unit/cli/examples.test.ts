import assert from 'node:assert/strict'
import { test } from 'node:test'
import { COMMANDS } from '../../../lib/cli/table.ts'

for (const [name, { load }] of Object.entries(COMMANDS)) {
  test(`ctnet ${name} has an example, which --help shows and the tests try`, async () => {
    const { examples } = (await load()).default
    assert.notEqual(examples.length, 0)
    for (const { line, does } of examples) {
      assert.ok(`${line} `.startsWith(`${name} `), `an example of another command: ${line}`)
      assert.notEqual(does, '')
    }
  })
}
