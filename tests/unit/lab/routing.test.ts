import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { lay } from '../../../lib/lab/lay.ts'
import type { LabLink } from '../../../lib/model/lab.ts'
import { Forwarding } from './forwarding.ts'
import { cable, connectedLab, nodesOf, plainLab } from './labs.ts'

test('in a connected lab every node reaches every address of every other, and nothing goes in circles', () => {
  fc.assert(
    fc.property(connectedLab, (lab) => {
      assert.deepEqual(new Forwarding(lay(lab)).failures(), [])
    }),
    { numRuns: 120 },
  )
})

test('with ways out of the lab, all the same; and what is for nobody inside leaves by a router that has one', () => {
  const exits = fc.array(fc.nat(13), { minLength: 1, maxLength: 3 })
  fc.assert(
    fc.property(connectedLab, exits, ({ subnets: _, ...lab }, at) => {
      const routers = Object.keys(lab.nodes).filter((name) => name.startsWith('r'))
      const chosen = [...new Set(at.map((n) => routers[n % routers.length] ?? 'r0'))]
      const externals = chosen.map((node, i) => ({
        node,
        network: `phys:nic${i}`,
        addresses: [`192.0.2.${16 * i + 2}/28@192.0.2.${16 * i + 1}`],
      }))
      const laid = lay({ ...lab, externals })
      const forwarding = new Forwarding(laid)
      assert.deepEqual(forwarding.failures(), [])
      for (const [name, node] of Object.entries(laid.nodes)) {
        if (node.switch || forwarding.source(name, 4) === undefined) continue
        const fate = forwarding.send(name, '198.51.100.1')
        const left = chosen.some((exit) => !fate.came && fate.why === `${exit} has no route`)
        assert(left, `${name}: ${JSON.stringify(fate)}`)
      }
    }),
    { numRuns: 80 },
  )
})

test('an address within a subnet that belongs to another node is reached there', () => {
  const pair = (a: string, b: string, subnet: string): LabLink => ({ ...cable(a, b), subnets: [subnet] })
  const links = [
    pair('h', 'r1', '10.0.1.0/24'),
    pair('r1', 'r2', '10.0.2.0/24'),
    pair('r2', 'r3', '10.0.3.0/24'),
    pair('r3', 'k', '10.0.4.0/24'),
  ]
  const nodes = {
    ...nodesOf(links),
    k: { addresses: ['10.0.1.77/32', '10.0.2.77/32'] },
    r1: { addresses: ['10.0.4.77/32', '10.0.1.78/32'] },
  }
  assert.deepEqual(new Forwarding(lay(plainLab(links, { nodes }))).failures(), [])
})

test('routes are as few as can be: one for neighbouring subnets in one direction', () => {
  const links = Array.from({ length: 16 }, (_, i) => cable(`r${i}`, `r${i + 1}`))
  const { nodes } = lay(plainLab(links, { subnets: ['10.0.0.0/8'] }))
  assert.deepEqual(nodes.r0?.routes, ['default@10.0.1.2'])
  assert.deepEqual(nodes.r1?.routes, ['10.0.0.0/19@10.0.2.2'])
  assert.deepEqual(nodes.r8?.routes, ['10.0.0.0/19@10.0.9.2', '10.0.0.0/21@10.0.8.1'])
  assert.deepEqual(nodes.r15?.routes, ['10.0.0.0/20@10.0.15.1'])
})
