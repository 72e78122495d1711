import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { down } from '../../../lib/lab/down.ts'
import { lay } from '../../../lib/lab/lay.ts'
import { up } from '../../../lib/lab/up.ts'
import { withoutLink } from '../../../lib/model/effects.ts'
import { HOST } from '../../../lib/model/endpoint.ts'
import type { Facts } from '../../../lib/model/facts.ts'
import type { Lab } from '../../../lib/model/lab.ts'
import type { LabState } from '../../../lib/model/lab-state.ts'
import { settled } from '../../../lib/model/settled.ts'
import { after, stepsOf } from '../../../lib/plan/plan.ts'
import { deleteNamespace } from '../../../lib/plan/steps/namespace.ts'
import { findTopology } from '../../../lib/plugins/registry.ts'
import { buildTopology } from '../../../lib/plugins/topology.ts'
import { assertSettles, assertUndone } from '../laws.ts'

const EMPTY: Facts = {
  spaces: { [HOST]: { links: [], routes: [], sysctls: {} } },
  named: [],
  files: {},
  inodes: { [HOST]: 1 },
  claims: [],
  nonce: '0123456789',
}

const placeOf = (node: string) => `netns:lab.${node}`
const stateOf = (lab: Lab): LabState => ({ lab: lay(lab), from: ['star'] })
const labOf = async (name: string, options: Readonly<Record<string, number>>): Promise<LabState> =>
  stateOf(buildTopology((await findTopology(name, [])).topology, options, 'lab'))

const run = (facts: Facts, state: LabState): Facts => after(facts, stepsOf(up(facts, state)))

const OF = [
  ['star', { hosts: 3 }],
  ['star', { hosts: 1 }],
  ['chain', { routers: 2 }],
  ['ring', { routers: 3 }],
  ['ring', { routers: 4, hosts: 1 }],
  ['tree', { depth: 2, fanout: 2 }],
] as const

test('a lab that fails half-way is taken back, one that is up is let alone, and down leaves nothing', async () => {
  for (const [name, options] of OF) {
    const state = await labOf(name, options)
    const plan = up(EMPTY, state)
    assertUndone(EMPTY, plan)
    assertSettles(EMPTY, plan, (facts) => up(facts, state))
    const made = run(EMPTY, state)
    assert.deepEqual(settled(after(made, stepsOf(down(made, ['lab'])))), settled(EMPTY))
  }
})

test('from any lab to any other of the name: only what differs, and the same as if it had been made anew', async () => {
  for (const [one, options] of OF) {
    for (const [other, others] of OF) {
      const [first, second] = [await labOf(one, options), await labOf(other, others)]
      const made = run(EMPTY, first)
      const plan = up(made, second)
      assertUndone(made, plan)
      assertSettles(made, plan, (facts) => up(facts, second))
      assert.deepEqual(settled(run(made, second)), settled(run(EMPTY, second)), `${one} to ${other}`)
    }
  }
})

test('whatever cables and nodes it loses, up puts exactly that back', async () => {
  const state = await labOf('ring', { routers: 4, hosts: 1 })
  const made = run(EMPTY, state)
  const nodes = Object.keys(state.lab.nodes)
  fc.assert(
    fc.property(
      fc.subarray(nodes),
      fc.subarray(state.lab.links.map(({ ends: [end] }) => end)),
      (gone, cut) => {
        const without = gone.reduce(
          (facts, node) => deleteNamespace({ name: `lab.${node}`, mark: 'ctnet-lab: lab' }).effect(facts),
          made,
        )
        const broken = cut.reduce(
          (facts, end) =>
            gone.includes(end.node) ? facts : withoutLink(facts, placeOf(end.node), end.interface),
          without,
        )
        assert.deepEqual(settled(run(broken, state)), settled(made))
      },
    ),
    { numRuns: 60 },
  )
})

test("a namespace of the name that is not the lab's is refused", async () => {
  const state = await labOf('star', { hosts: 2 })
  const taken = { ...EMPTY, named: [{ name: 'lab.h1', dangling: false }] }
  assert.throws(() => up(taken, state), { exit: 4, code: 'namespace-taken' })
})
