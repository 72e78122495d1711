import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { stringify } from 'yaml'
import { lay } from '../../../../lib/lab/lay.ts'
import { CtnetError } from '../../../../lib/model/error.ts'
import { readText } from './files.ts'

const SLOW = `$\{slow}`

const LAB = {
  name: 'lab',
  vars: { slow: '10ms' },
  nodes: {
    a: {
      image: 'x',
      env: { A: 1 },
      binds: ['./a:/a'],
      command: 'x',
      nat: 'eth0',
      publish: ['80:80'],
      sysctls: { 'net.x': 1 },
    },
    b: { container: 'y', names: ['www'], routes: 'default@10.0.0.1', address: '10.255.0.1/32' },
    sw: { switch: true },
  },
  bridges: { lan: { address: 'auto', mtu: 1400 } },
  links: [
    'a -- sw -- b',
    {
      ends: ['b:out 10.3.0.2/24', { node: 'a', mac: '02:00:00:00:00:01', loss: '1%' }],
      delay: SLOW,
      subnet: '10.3.0.0/24',
    },
    'b -- macvlan:eth1',
    'a -- lan',
  ],
  subnet: ['10.0.0.0/8'],
  routing: 'shortest',
  expect: ['ping a b', { tcp: 'a', to: 'b:80', not: true }],
}

/** What people and programs may write by mistake. */
const anything = fc.oneof(
  fc.jsonValue({ maxDepth: 2 }),
  fc.constantFrom(
    '',
    ' ',
    '--',
    'a --',
    '${',
    SLOW,
    '$${',
    '@',
    ':',
    '/',
    'a:b:c',
    'none',
    'auto',
    '0',
    'a -- a',
    'toString',
    'x'.repeat(300),
  ),
)

type Path = readonly (string | number)[]
const pathsIn = (value: unknown, path: Path = []): readonly Path[] => [
  path,
  ...(typeof value === 'object' && value !== null
    ? Object.entries(value).flatMap(([key, item]) =>
        pathsIn(item, [...path, Array.isArray(value) ? Number(key) : key]),
      )
    : []),
]

/** The value with another one at the path, or under another name. */
function replaced(value: unknown, [step, ...rest]: Path, by: unknown): unknown {
  if (step === undefined) return by
  if (Array.isArray(value)) return value.map((item, i) => (i === step ? replaced(item, rest, by) : item))
  return Object.fromEntries(
    Object.entries(value as object).map(([key, item]) =>
      key !== step
        ? [key, item]
        : rest.length === 0 && typeof by === 'string' && by !== '__proto__' && by.length % 2 === 0
          ? [by, item]
          : [key, replaced(item, rest, by)],
    ),
  )
}

test('whatever stands in a file, it is a lab that can be laid, or refused with a place', async () => {
  const outcomes = { lab: 0, refused: 0 }
  await fc.assert(
    fc.asyncProperty(fc.constantFrom(...pathsIn(LAB)), anything, async (path, by) => {
      const text = stringify(replaced(LAB, path, by))
      let isRead = false
      try {
        const lab = await readText(text)
        isRead = true
        outcomes.lab++
        assert.doesNotThrow(() => JSON.stringify(lab))
        lay(lab)
      } catch (error) {
        assert.ok(error instanceof CtnetError && error.exit === 2, `${text}${(error as Error).stack}`)
        const all = error.details.length > 0 ? error.details : [error.message]
        assert.ok(
          isRead || all.every((line) => /^lab\.yml:\d+:\d+: \S/.test(line)),
          `${text}${all.join('\n')}`,
        )
        outcomes.refused++
      }
    }),
    { numRuns: 250 },
  )
  assert.ok(outcomes.lab > 5 && outcomes.refused > 100, JSON.stringify(outcomes))
})
