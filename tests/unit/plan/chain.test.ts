import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import type { CtnetError } from '../../../lib/model/error.ts'
import { type Facts, linkOf } from '../../../lib/model/facts.ts'
import { chain, type Part } from '../../../lib/plan/chain.ts'
import { after, type Plan, stepsOf } from '../../../lib/plan/plan.ts'
import { attach } from '../../../lib/recipes/attach.ts'
import { createBridge } from '../../../lib/recipes/bridge-create.ts'
import { deleteBridge } from '../../../lib/recipes/bridge-delete.ts'
import { detach } from '../../../lib/recipes/detach.ts'
import { parseNetwork } from '../../../lib/recipes/networks.ts'
import { assertUndone, planOrRefusal } from '../laws.ts'
import { world } from '../worlds.ts'

const WEB = 'docker:web'

const part = (plan: (facts: Facts) => Plan): Part => ({ plan, core: plan, blame: (error) => error })
const attaching = (bridge: string, into: string = WEB): Part =>
  part((facts) =>
    attach(facts, {
      into,
      container: into,
      network: parseNetwork(bridge),
      addresses: [{ kind: 'none' }],
      gateway: 'none',
      routes: [],
      replace: false,
    }),
  )
const detaching = part((facts) =>
  detach(facts, { from: WEB, container: 'web', interfaces: [], all: true, force: false }),
)
const making = part((facts) => createBridge(facts, { name: 'lan', addresses: [], force: false }))
const deleting = part((facts) => deleteBridge(facts, { name: 'lan', force: false }))

const parts = fc.array(
  fc.constantFrom(
    attaching('br0'),
    attaching('br1', 'netns:db'),
    attaching('lan'),
    detaching,
    making,
    deleting,
  ),
  { minLength: 1, maxLength: 6 },
)

/** What is so when each is carried out by itself. */
const oneByOne = (facts: Facts, all: readonly Part[]): Facts =>
  all.reduce((known, { plan }) => after(known, stepsOf(plan(known))), facts)

/** The links of each namespace, by name, with whose port they are; names of pairs are chosen by each plan. */
const shapeOf = ({ spaces }: Facts) =>
  Object.entries(spaces).map(([place, { links }]) => [
    place,
    links
      .map(({ name, kind, master }) => `${kind === 'veth' && place === 'host' ? '' : name} ${master}`)
      .sort(),
  ])

test('several plans as one come to the same as one after the other, and are taken back as one', () => {
  let chained = 0
  fc.assert(
    fc.property(world, parts, (facts, all) => {
      const plan = planOrRefusal(() => chain(facts, all))
      if (plan === undefined) return
      chained++
      assert.deepEqual(shapeOf(after(facts, stepsOf(plan))), shapeOf(oneByOne(facts, all)))
      assertUndone(facts, plan)
    }),
    { numRuns: 500 },
  )
  assert.ok(chained > 50, `${chained} were no refusals`)
})

test('two plans choose different names and MACs, also where what had them goes', () => {
  fc.assert(
    fc.property(world, (facts) => {
      const plan = planOrRefusal(() => chain(facts, [making, attaching('lan'), attaching('lan', 'netns:db')]))
      const made =
        plan?.build.flatMap(({ makes = [] }) => makes.map((link) => `${link.in} ${link.name}`)) ?? []
      assert.equal(new Set(made).size, made.length)
    }),
  )
})

test('what builds on a removal is refused; a removal that needs another one is not', () => {
  const base = fc.sample(world, { numRuns: 1, seed: 1 })[0] as Facts
  const facts: Facts = {
    ...base,
    spaces: { ...base.spaces, [WEB]: { links: [], routes: [], sysctls: {} } },
  }
  const laid = oneByOne(facts, [making, attaching('lan')])
  assert.throws(
    () => chain(laid, [detaching, attaching('lan')]),
    (error) => (error as CtnetError).code === 'needs-removal',
  )
  const plan = chain(laid, [detaching, deleting])
  assert.equal(linkOf(after(laid, stepsOf(plan)), 'host', 'lan'), undefined)
  assert.throws(
    () => chain(laid, [deleting]),
    (error) => (error as CtnetError).code === 'bridge-in-use',
  )
})
