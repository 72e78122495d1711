import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { labText } from '../../../../lib/lab/file/write.ts'
import { lay } from '../../../../lib/lab/lay.ts'
import { loadTopologies } from '../../../../lib/plugins/registry.ts'
import { buildTopology } from '../../../../lib/plugins/topology.ts'
import { arbitraryLab } from './arbitrary-lab.ts'
import { readText } from './files.ts'

test('what is written is read as the same lab', async () => {
  await fc.assert(
    fc.asyncProperty(arbitraryLab, async (lab) => {
      const text = labText(lab)
      assert.deepEqual(await readText(text), lab, text)
    }),
    { numRuns: 100 },
  )
})

for (const { topology } of await loadTopologies([])) {
  test(`${topology.name}, written and read again, as it was meant and as it was laid`, async () => {
    const lab = buildTopology(topology, {}, topology.name)
    assert.deepEqual(await readText(labText(lab)), lab)
    const laid = lay(lab)
    const given = { ...laid, routing: 'none' as const }
    assert.deepEqual(lay(await readText(labText(given))), given)
  })
}

test('what is written is short where it can be', () => {
  const text = labText({
    name: 'campus',
    nodes: { h1: {}, r1: { exec: [`echo $\{HOME}`] } },
    links: [
      { ends: [{ node: 'h1' }, { node: 'r1', interface: 'lan', addresses: ['10.1.0.1/24'] }] },
      {
        ends: [
          { node: 'h1', impair: { delay: 1000 } },
          { node: 'r1', impair: { delay: 1000 } },
        ],
        mtu: 1400,
      },
    ],
    checks: [{ kind: 'ping', from: 'h1', to: 'r1', not: true }],
  })
  assert.equal(
    text,
    `name: campus
nodes:
  h1:
  r1:
    exec: echo $\${HOME}
links:
  - h1 -- r1:lan 10.1.0.1/24
  - ends: h1 -- r1
    mtu: 1400
    delay: 1ms
expect:
  - not ping h1 r1
`,
  )
})
