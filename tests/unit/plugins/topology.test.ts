import assert from 'node:assert/strict'
import { test } from 'node:test'
import { defineTopology } from 'ctnet'
import { CtnetError } from '../../../lib/model/error.ts'
import { buildTopology, flagsFor, valuesFor } from '../../../lib/plugins/topology.ts'

const star = defineTopology({
  name: 'star',
  describe: 'N hosts around one switch',
  options: {
    hosts: { type: 'number', default: 3, min: 1, max: 9, describe: 'how many' },
    kind: { type: 'string', default: 'switch', choices: ['switch', 'router'], describe: 'the middle' },
    loss: { type: 'number', fraction: true, describe: 'percent' },
    dual: { type: 'boolean', describe: 'IPv6 too' },
  },
  build: ({ hosts, kind, loss, dual }) => ({
    nodes: Object.fromEntries(
      Array.from({ length: hosts }, (_, i) => [`h${i + 1}`, { role: `${kind} ${loss} ${dual}` }]),
    ),
    links: [],
  }),
})

const refused = (given: Readonly<Record<string, unknown>>, message: string, hint?: string) =>
  assert.throws(
    () => valuesFor(star, given),
    (error) =>
      error instanceof CtnetError && error.exit === 2 && error.message === message && error.hint === hint,
  )

test("build gets values of the options' own types", () => {
  const typed = defineTopology({
    ...star,
    build: ({ hosts, kind, loss, dual }) => {
      const values: [number, 'switch' | 'router', number | undefined, boolean] = [hosts, kind, loss, dual]
      // @ts-expect-error A number is no text.
      const wrong: string = hosts
      return { nodes: { [wrong]: { role: values.join(' ') } }, links: [] }
    },
  })
  assert.deepEqual(buildTopology(typed, {}, 'lab').nodes, { 3: { role: '3 switch  false' } })
})

test('options become flags that say what they are unless given', () => {
  const flags = flagsFor(star)
  assert.equal(flags.hosts?.type, 'string')
  assert.equal(flags.hosts?.describe, 'how many (3)')
  assert.equal(flags.kind?.describe, 'the middle: switch, router (switch)')
  assert.equal(flags.dual?.type, 'boolean')
  assert.throws(() => flags.hosts?.check('ten'), CtnetError)
})

test('what is given as text is built with its own type, what is not with its default', () => {
  assert.deepEqual(valuesFor(star, { hosts: '2', loss: '0.5', dual: true }), {
    hosts: 2,
    kind: 'switch',
    loss: 0.5,
    dual: true,
  })
  const lab = buildTopology(star, { hosts: '1', kind: undefined }, 'mine')
  assert.deepEqual(lab, { name: 'mine', nodes: { h1: { role: 'switch undefined false' } }, links: [] })
})

test('what is no value for an option is refused by name', () => {
  refused({ hosts: '2.5' }, '--hosts takes a whole number, not 2.5')
  refused({ hosts: '0' }, '--hosts is at least 1, not 0')
  refused({ hosts: '10' }, '--hosts is at most 9, not 10')
  refused({ kind: 'swich' }, "--kind can't be swich", 'did you mean switch?')
  refused({ kind: 'x' }, "--kind can't be x", 'it may be switch or router')
  refused({ host: '3' }, 'the topology star has no option host', 'did you mean hosts?')
})
