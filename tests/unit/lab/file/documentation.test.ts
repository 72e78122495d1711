import assert from 'node:assert/strict'
import { readdirSync, readFileSync } from 'node:fs'
import { test } from 'node:test'
import { Ajv } from 'ajv'
import { parse } from 'yaml'
import { labJsonSchema } from '../../../../lib/lab/file/json-schema.ts'
import { lay } from '../../../../lib/lab/lay.ts'
import { readFiles } from './files.ts'
import { WRONG } from './wrong.ts'

const root = new URL('../../../../', import.meta.url)
const textOf = (name: string) => readFileSync(new URL(name, root), 'utf8')

/** The page's files: those that have no name of their own, `# NAME.yml` in the first line, by where they stand. */
const FILES = Object.fromEntries(
  [...textOf('docs/lab-file.md').matchAll(/^```yaml\n(.*?)^```/gms)].map(([, text = ''], i) => [
    /^# (\S+\.yml)\n/.exec(text)?.[1] ?? `example-${i}.yml`,
    text,
  ]),
)
const EXAMPLES = Object.fromEntries(
  readdirSync(new URL('examples/', root))
    .filter((name) => name.endsWith('.yml'))
    .map((name) => [name, textOf(`examples/${name}`)]),
)

const validate = new Ajv({ allErrors: true }).compile({ ...labJsonSchema() } as object)
const parsed = (text: string): unknown => parse(text, { merge: true })

test('the page and the folder have examples', () => {
  assert.ok(Object.keys(FILES).length > 8)
  assert.ok(Object.keys(EXAMPLES).length >= 5)
})

for (const files of [FILES, EXAMPLES]) {
  for (const [name, text] of Object.entries(files)) {
    test(`${name} is a lab, to ctnet and to editors`, async () => {
      const lab = await readFiles({ [name]: text, ...files })
      assert.equal(lay(lab).links.length, lab.links.length)
      assert.ok(validate(parsed(text)), JSON.stringify(validate.errors))
    })
  }
}

/** Every key that may stand in a lab file. */
function keysIn(schema: unknown): readonly string[] {
  if (Array.isArray(schema)) return schema.flatMap(keysIn)
  if (typeof schema !== 'object' || schema === null) return []
  const { properties, ...rest } = schema as { readonly properties?: Readonly<Record<string, unknown>> }
  return [
    ...Object.keys(properties ?? {}),
    ...keysIn(Object.values(properties ?? {})),
    ...keysIn(Object.values(rest)),
  ]
}

test('the page speaks of every key', () => {
  const page = textOf('docs/lab-file.md')
  const keys = new Set(keysIn(labJsonSchema()))
  assert.ok(keys.has('ends') && keys.has('publish'))
  for (const key of keys) assert.ok(page.includes(`\`${key}`) || page.includes(`${key}:`), key)
})

test('the published schema is the current one; npm run build writes it', () => {
  assert.deepEqual(JSON.parse(textOf('docs/lab.schema.json')), JSON.parse(JSON.stringify(labJsonSchema())))
})

for (const { what, text, editorsSee } of WRONG) {
  if (editorsSee) test(`editors see what is wrong: ${what}`, () => assert.ok(!validate(parsed(text))))
}
