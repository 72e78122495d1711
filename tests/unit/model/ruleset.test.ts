import assert from 'node:assert/strict'
import { test } from 'node:test'
import { blockerOf, type ForeignChain, type ForeignTable, type Packet } from '../../../lib/model/ruleset.ts'

const packet: Packet = {
  family: 4,
  from: '10.1.0.9',
  to: '10.1.0.2',
  in: 'eth0',
  out: 'br0',
  protocol: 'tcp',
  dport: '80',
  state: 'new',
  status: 'dnat',
}

/** One table whose chain `through` is called for what is forwarded. */
const table = (
  rules: ForeignChain['rules'],
  policy: 'accept' | 'drop' = 'accept',
  others: Readonly<Record<string, ForeignChain['rules']>> = {},
): ForeignTable => ({
  name: 'guard',
  shown: 'nft list table inet guard',
  chains: [
    { name: 'through', hook: 'forward', policy, rules },
    ...Object.entries(others).map(([name, more]) => ({ name, rules: more })),
  ],
})

const drop = { match: {}, verdict: 'drop' } as const
const accept = { match: {}, verdict: 'accept' } as const

test('what drops a packet for certain is named, and nothing else', () => {
  const matching = (match: ForeignChain['rules'][number]['match']) => table([{ match, verdict: 'drop' }])
  const cases: readonly [string, ForeignTable, boolean][] = [
    ['no rule', table([]), false],
    ['a policy', table([], 'drop'), true],
    ['an accept before the policy', table([accept], 'drop'), false],
    ['a drop', table([drop]), true],
    ['an accept before a drop', table([accept, drop]), false],
    ['a rule that says nothing', table([{ match: {}, verdict: undefined }, drop]), true],
    ['a rule that nobody understands', table([{ match: undefined, verdict: 'drop' }]), false],
    ['its subnet', matching({ from: '10.1.0.0/24' }), true],
    ['another subnet', matching({ from: '10.2.0.0/24' }), false],
    ['all but its subnet', matching({ to: '!10.1.0.0/24' }), false],
    ['all but another', matching({ to: '!10.2.0.0/24' }), true],
    ['its interface', matching({ in: 'eth0', out: 'br0' }), true],
    ['interfaces that begin so', matching({ in: 'eth+' }), true],
    ['interfaces that begin so, of nftables', matching({ out: 'br*' }), true],
    ['another interface', matching({ in: 'eth0', out: 'br1' }), false],
    ['its port', matching({ protocol: 'tcp', dport: '80' }), true],
    ['another protocol', matching({ protocol: 'udp' }), false],
    ['what is new', matching({ state: 'invalid,new' }), true],
    ['what is known', matching({ state: 'related,established' }), false],
    ['what was not led elsewhere', matching({ status: '!dnat' }), false],
    ['what it may be or not', matching({ sport: '1024' }), false],
    ['neither that nor its contrary', matching({ sport: '!1024' }), false],
    ['a jump to a drop', table([{ match: {}, verdict: { jump: 'more' } }], 'accept', { more: [drop] }), true],
    [
      'a jump that comes back',
      table([{ match: {}, verdict: { jump: 'more' } }, drop], 'accept', {
        more: [{ match: {}, verdict: 'return' }, accept],
      }),
      true,
    ],
    [
      'a goto does not come back',
      table([{ match: {}, verdict: { goto: 'more' } }, drop], 'accept', { more: [] }),
      false,
    ],
    ['a jump to nowhere', table([{ match: {}, verdict: { jump: 'nowhere' } }, drop]), true],
    ['a chain that calls itself', table([{ match: {}, verdict: { jump: 'through' } }]), false],
  ]
  for (const [name, one, drops] of cases)
    assert.equal(blockerOf([one], packet, 'forward')?.chain, drops ? 'through' : undefined, name)
})

test('a table of the other family, and a chain of another hook, have no say', () => {
  assert.equal(blockerOf([{ ...table([drop]), family: 6 }], packet, 'forward'), undefined)
  assert.equal(blockerOf([table([drop])], packet, 'prerouting'), undefined)
  assert.equal(blockerOf([table([accept]), table([drop])], packet, 'forward')?.chain, 'through')
})

test('what is not known of a packet decides nothing', () => {
  const unknown: Packet = { family: 4, state: 'new' }
  for (const match of [{ in: 'eth0' }, { in: '!eth0' }, { from: '10.0.0.0/8' }, { from: '!10.0.0.0/8' }])
    assert.equal(blockerOf([table([{ match, verdict: 'drop' }])], unknown, 'forward'), undefined)
})
