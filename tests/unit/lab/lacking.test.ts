import assert from 'node:assert/strict'
import { test } from 'node:test'
import { lacking } from '../../../lib/lab/lacking.ts'
import { lay } from '../../../lib/lab/lay.ts'
import { up } from '../../../lib/lab/up.ts'
import { changeLink, withoutLink } from '../../../lib/model/effects.ts'
import type { Facts } from '../../../lib/model/facts.ts'
import { after, stepsOf } from '../../../lib/plan/plan.ts'
import { cable, plainLab } from './labs.ts'

const EMPTY: Facts = {
  spaces: { host: { links: [], routes: [], sysctls: {} } },
  named: [],
  claims: [],
  nonce: '0',
}
const LAB = lay(plainLab([cable('a', 'b'), cable('b', 'c')]))
const STATE = { lab: LAB, from: [] }
const UP = after(EMPTY, stepsOf(up(EMPTY, STATE)))

test('a lab that is up lacks nothing, nor does one with a pulled cable', () => {
  assert.deepEqual(lacking(UP, STATE), [])
  assert.deepEqual(lacking(changeLink(UP, 'netns:lab.a', 'eth0', { up: false }), STATE), [])
})

test('a cable that is gone is lacking, and a namespace with its cables', () => {
  assert.deepEqual(lacking(withoutLink(UP, 'netns:lab.a', 'eth0'), STATE), ['a:eth0 b:eth0'])
  const { 'netns:lab.c': _, ...spaces } = withoutLink(UP, 'netns:lab.c', 'eth0').spaces
  const named = UP.named.filter(({ name }) => name !== 'lab.c')
  assert.deepEqual(lacking({ ...UP, spaces, named }, STATE), ['c', 'b:eth1 c:eth0'])
})

test('a service that has ended is lacking; of a lab with a stopped container nothing is', () => {
  const ended = { ...UP, nodes: { 'lab/b': { place: 'netns:lab.b', ended: [0] } } }
  const serving = {
    ...LAB,
    nodes: { ...LAB.nodes, b: { ...LAB.nodes.b, services: ['dnsmasq'] } },
  } as typeof LAB
  assert.deepEqual(lacking(ended, { lab: serving, from: [] }), ['b'])
  const stopped = {
    ...withoutLink(UP, 'netns:lab.a', 'eth0'),
    nodes: { 'lab/b': { place: 'docker:lab.b', stopped: true } },
  }
  assert.deepEqual(lacking(stopped, STATE), [])
})
