import assert from 'node:assert/strict'
import { test } from 'node:test'
import { down } from '../../../lib/lab/down.ts'
import { lay } from '../../../lib/lab/lay.ts'
import { keyOfNode } from '../../../lib/lab/names.ts'
import { up } from '../../../lib/lab/up.ts'
import { HOST } from '../../../lib/model/endpoint.ts'
import type { Facts } from '../../../lib/model/facts.ts'
import type { Lab } from '../../../lib/model/lab.ts'
import { labFile, labText } from '../../../lib/model/lab-state.ts'
import { ownerKey, policiesOf, policyFile } from '../../../lib/model/policy.ts'
import { after, stepsOf } from '../../../lib/plan/plan.ts'

const DB = { runtime: 'docker', name: 'db', id: 'd'.repeat(64) }
const published = (hostPort: number, port: number) => ({
  kind: 'publish' as const,
  container: DB,
  hostPort,
  port: { port, protocol: 'tcp' as const },
})
const lab = (publish: readonly string[]): Lab => ({
  name: 'x',
  nodes: { data: { container: 'db', publish } },
  links: [],
})
const stateOf = (publish: readonly string[]) => ({ lab: lay(lab(publish)), from: ['x'], was: {} })

/** The lab is up, and has published what its file had; somebody published 8090 by hand. */
const facts = (was: readonly string[], state: 'running' | 'stopped'): Facts => ({
  spaces: {
    [HOST]: { links: [], routes: [], sysctls: {} },
    ...(state === 'running' && { 'docker:db': { links: [], routes: [], sysctls: {} } }),
  },
  named: [],
  claims: [],
  files: {
    [labFile(7, 'x')]: labText(stateOf(was)),
    [policyFile(7)]: JSON.stringify([published(8080, 80), published(49001, 81), published(8090, 90)]),
  },
  owners: { [ownerKey(DB)]: state === 'running' ? 'docker:db' : 'stopped' },
  nodes: {
    [keyOfNode('x', 'data', { container: 'db' })]:
      state === 'running' ? { place: 'docker:db' } : { place: 'db', stopped: true },
  },
  inodes: { [HOST]: 7 },
  nonce: '0123456789',
})

const portsIn = (known: Facts) => policiesOf(known).map((one) => one.kind === 'publish' && one.hostPort)

test('ports that the lab has no more are unpublished, and those of others are not', () => {
  const known = facts(['8080:80', '81'], 'running')
  const again = up(known, stateOf(['8080:80', '81']))
  assert.deepEqual([again.build, again.result.differences, again.result.toPublish], [[], [], []])
  const plan = up(known, stateOf(['8081:80', '81']))
  assert.deepEqual(plan.result.differences, [
    { of: 'data', is: 'differs', how: 'publishes 8080:80' },
    { of: 'data', is: 'differs', how: "doesn't publish 8081:80" },
  ])
  assert.deepEqual(plan.result.toPublish, ['data'])
  assert.deepEqual(portsIn(after(known, stepsOf(plan))), [49001, 8090])
})

for (const state of ['running', 'stopped'] as const) {
  test(`all that the lab published goes with it, also of a container that stays, and is ${state}`, () => {
    const known = facts(['8080:80', '81'], state)
    assert.deepEqual(portsIn(after(known, stepsOf(down(known, ['x'])))), [8090])
  })
}
