import assert from 'node:assert/strict'
import { test } from 'node:test'
import { policyOf } from '../../../lib/host/parse-policy.ts'

/** What iproute2 6.1 printed on Linux 6.18 of rules of all kinds. */
const PRINTED = [
  'policy 4 [{"priority":0,"src":"all","table":"255","protocol":"2"},{"priority":10,"src":"all","fwmark":"0","table":"77","protocol":"0"},{"priority":13,"not":null,"src":"10.1.0.0","srclen":16,"dst":"10.2.0.1","tos":"0x10","fwmark":"0x1","fwmask":"0xff","iif":"a","iif_detached":null,"oif":"b","oif_detached":null,"ipproto":"ipproto-6","sport_start":10,"sport_end":20,"dport":30,"table":"254","protocol":"4"},{"priority":106,"src":"all","action":"6","protocol":"0"},{"priority":107,"src":"all","table":"77","suppress_prefixlen":0,"protocol":"0"},{"priority":108,"src":"all","goto":200,"unresolved":null,"protocol":"0"}]',
  'policy 6 [{"priority":4,"src":"::ffff:1.2.3.0","srclen":120,"table":"4294967295","protocol":"0"}]',
]

test('policy rules are read with all that they have, and what ctnet has no word for is kept', () => {
  const rules = policyOf(['', ...PRINTED, 'net/ipv4/ip_forward:0']).policy?.map((rule) =>
    Object.fromEntries(Object.entries(rule).filter(([, value]) => value !== undefined)),
  )
  assert.deepEqual(rules, [
    { family: 4, priority: 0, table: 'local', protocol: '2' },
    { family: 4, priority: 10, fwmark: '0x0', table: '77' },
    {
      family: 4,
      priority: 13,
      not: true,
      from: '10.1.0.0/16',
      to: '10.2.0.1',
      iif: 'a',
      oif: 'b',
      fwmark: '0x1/0xff',
      tos: '0x10',
      ipproto: '6',
      sport: '10-20',
      dport: '30',
      table: 'main',
      protocol: '4',
    },
    { family: 4, priority: 106, action: 'blackhole' },
    { family: 4, priority: 107, table: '77', rest: 'suppress_prefixlen 0' },
    { family: 4, priority: 108, rest: 'goto 200 unresolved' },
    { family: 6, priority: 4, from: '::ffff:102:300/120', table: '4294967295' },
  ])
})

test('rules that nobody asked for are not there, and a family that the kernel lacks has none', () => {
  assert.deepEqual(policyOf(['[]', 'net/ipv4/ip_forward:0']), {})
  assert.deepEqual(policyOf(['policy 4 []', 'policy 6 ']), { policy: [] })
})
