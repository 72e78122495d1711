import assert from 'node:assert/strict'
import { test } from 'node:test'
import { CtnetError } from '../../../lib/model/error.ts'
import { findTopology, loadTopologies } from '../../../lib/plugins/registry.ts'

test("each of ctnet's own topologies goes by the name that it has in the table", async () => {
  for (const { topology } of await loadTopologies([])) {
    assert.equal((await findTopology(topology.name, [])).topology, topology)
  }
})

test('a topology that is not there is not found', async () => {
  await assert.rejects(
    findTopology('nosuch-thing', []),
    (error) => error instanceof CtnetError && error.exit === 3 && error.code === 'no-topology',
  )
})
