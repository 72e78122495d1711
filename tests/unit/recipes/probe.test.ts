import assert from 'node:assert/strict'
import { test } from 'node:test'
import { type Cidr, parseCidr } from '../../../lib/model/address.ts'
import { HOST } from '../../../lib/model/endpoint.ts'
import type { Facts } from '../../../lib/model/facts.ts'
import { probe } from '../../../lib/recipes/probe.ts'
import { unusedMac } from '../../../lib/recipes/unique.ts'

const facts: Facts = {
  spaces: { [HOST]: { links: [], routes: [], sysctls: {} } },
  named: [],
  away: [],
  claims: [],
  nonce: '0123456789',
}
const on = (addresses: readonly Cidr[], auto = false) => probe(facts, { dev: 'br0', addresses, auto })
const words = (...addresses: string[]) =>
  on(addresses.map(parseCidr)).flatMap(({ run }) =>
    run.flatMap((one) => (one.kind === 'exec' ? one.argv : [])),
  )

test('both families are asked for in one step, which changes nothing that is known', () => {
  assert.deepEqual(words('10.9.0.5/24', 'fd00::5/64').slice(-2), ['10.9.0.5', 'fd00::5'])
  const [step, ...more] = on([parseCidr('10.9.0.5/24')])
  assert.deepEqual(more, [])
  assert.equal(step?.effect(facts), facts)
  assert.equal(step?.undo, undefined)
})

test('who asks has a MAC that neither end of the pair gets', () => {
  const given = [unusedMac(facts), unusedMac(facts, 1), '02:42:0a:09:00:05']
  assert.ok(given.every((mac) => !words('10.9.0.5/24').includes(mac)))
})

test('nothing is asked where there is no address but a link-local one', () => {
  assert.deepEqual(on([]), [])
  assert.deepEqual(on([parseCidr('fe80::5/64')]), [])
})

test('the hint says that auto would choose the same again, and that --force goes past it', () => {
  const hint = (auto: boolean) => on([parseCidr('10.9.0.5/24')], auto)[0]?.refusal?.hint ?? ''
  assert.match(hint(true), /auto would choose the same again.*--force/)
  assert.doesNotMatch(hint(false), /auto/)
  assert.match(hint(false), /another address.*--force/)
})
