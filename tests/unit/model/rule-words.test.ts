import assert from 'node:assert/strict'
import { test } from 'node:test'
import { parseRuleWords, showRule } from '../../../lib/model/rule-words.ts'

const read = (text: string) => parseRuleWords(text.split(' ').filter((word) => word !== ''))

test('words are read as ip-rule(8) means them, and shown in one spelling', () => {
  for (const [words, shown] of [
    ['from all table 254 pref 7', 'priority 7 lookup main'],
    ['from ::/0 table 5', 'lookup 5 -6'],
    ['from 10.0.0.7/32 to 10.1.0.0/16', 'from 10.0.0.7 to 10.1.0.0/16'],
    ['to FD00:0::/8', 'to fd00::/8'],
    ['not fwmark 5/255', 'not fwmark 0x5/0xff'],
    ['fwmark 5/0xffffffff', 'fwmark 0x5'],
    ['tos 10', 'tos 0x10'],
    ['dsfield 0x28 -6', 'tos 0x28 -6'],
    ['ipproto 17 sport 53-53 dport 1-65534', 'ipproto udp sport 53 dport 1-65534'],
    ['ipproto 2', 'ipproto 2'],
  ] as const) {
    assert.equal(showRule(read(words)), shown)
    assert.deepEqual(read(shown), read(words))
  }
})

test('what is no rule is refused as a wrong command line, and says what to give', () => {
  for (const words of [
    ...['x', 'from', 'from x', 'from 10.0.0.1/16', 'from 10.0.0.1 to fd00::1', 'from 10.0.0.1 -6', '-4 -6'],
    ...[
      'fwmark x',
      'fwmark 010',
      'fwmark 5/0',
      'fwmark 4294967296',
      'tos 0x28',
      'tos 3',
      'tos x',
      'tos fd -6',
    ],
    ...['ipproto 0', 'ipproto 256', 'ipproto constructor', 'dport 0', 'dport 9-8', 'sport 65535'],
    ...[
      'priority -1',
      'priority 4294967296',
      'table 0',
      'lookup x',
      'iif a/b',
      'priority 1 pref 1',
      'not not',
    ],
  ])
    assert.throws(() => read(words), { exit: 2 }, words)
})
