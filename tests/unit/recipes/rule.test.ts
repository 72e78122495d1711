import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { changeSpace } from '../../../lib/model/effects.ts'
import { HOST } from '../../../lib/model/endpoint.ts'
import { type Facts, type PolicyRule, spaceOf } from '../../../lib/model/facts.ts'
import { parseRuleWords, type RuleWords, showRule } from '../../../lib/model/rule-words.ts'
import { after, stepsOf } from '../../../lib/plan/plan.ts'
import { changeRule, matchesRule, type RuleChange } from '../../../lib/recipes/rule.ts'
import { assertSettles, assertUndone, planOrRefusal } from '../laws.ts'
import { CONTAINERS, world } from '../worlds.ts'

const maybe = (...texts: string[]) => fc.constantFrom('', '', ...texts)
const words: fc.Arbitrary<RuleWords> = fc
  .tuple(
    maybe('not'),
    maybe('from 10.0.0.0/24', 'from 10.0.0.7', 'from all', 'from fd00::/8'),
    maybe('to 10.1.0.0/16', 'to fd09::1'),
    maybe('iif eth0', 'oif lo'),
    maybe('fwmark 5', 'fwmark 0', 'fwmark 0x5/0xff'),
    maybe('tos 0x10'),
    maybe('ipproto tcp dport 80-90'),
    maybe('priority 100', 'priority 101', 'priority 0'),
    maybe('lookup 77', 'lookup 78', 'table main'),
    maybe('-6'),
  )
  .map((parts) => ruleOrNothing(parts.filter((part) => part !== '').flatMap((part) => part.split(' '))))
  .filter((rule) => rule !== undefined)

function ruleOrNothing(parts: readonly string[]): RuleWords | undefined {
  try {
    return parseRuleWords(parts)
  } catch {
    return undefined
  }
}

const own = (family: 4 | 6): PolicyRule[] => [
  { family, priority: 0, table: 'local', protocol: '2' },
  { family, priority: 32766, table: 'main', protocol: '2' },
]
const one: fc.Arbitrary<PolicyRule> = fc
  .tuple(words, fc.constantFrom(100, 101), fc.constantFrom('77', '78', undefined), maybe('4'))
  .map(([rule, priority, table, protocol]) => ({
    ...rule,
    family: rule.family ?? 4,
    priority: rule.priority ?? priority,
    ...(table === undefined ? { action: 'blackhole' as const, table } : { table }),
    protocol: protocol === '' ? undefined : protocol,
  }))

/** A world with rules in each container, in the order in which they count. */
const ruled: fc.Arbitrary<Facts> = fc
  .tuple(world, fc.array(one, { maxLength: 4 }))
  .map(([facts, rules]) =>
    [...CONTAINERS, HOST].reduce(
      (known, place) => changeSpace(known, place, () => ({ policy: inOrder(rules) })),
      facts,
    ),
  )

const inOrder = (rules: readonly PolicyRule[]) =>
  [...own(4), ...own(6), ...rules].sort((a, b) => a.family - b.family || a.priority - b.priority)

const change: fc.Arbitrary<RuleChange> = fc.record({
  place: fc.constantFrom(...CONTAINERS, HOST),
  container: fc.constant('web'),
  verb: fc.constantFrom('add' as const, 'replace' as const, 'del' as const),
  rule: words,
  force: fc.boolean(),
})
const RUNS = { numRuns: 2000 }

test('what rule changes is taken back to what it was, order and all', () => {
  fc.assert(
    fc.property(ruled, change, (facts, one) => {
      const plan = planOrRefusal(() => changeRule(facts, one))
      if (plan !== undefined) assertUndone(facts, plan)
    }),
    RUNS,
  )
})

/** Words that are the whole of one rule and a part of another mean the other when the one is gone. */
const isOneOfSeveral = (facts: Facts, { verb, place, rule: { family = 4, ...said } }: RuleChange): boolean =>
  verb === 'del' &&
  (spaceOf(facts, place).policy ?? []).filter((one) => one.family === family && matchesRule(one, said))
    .length > 1

test('a rule that is as asked is left alone, and one that is gone stays gone', () => {
  fc.assert(
    fc.property(ruled, change, (facts, one) => {
      const plan = planOrRefusal(() => changeRule(facts, one))
      if (plan === undefined || isOneOfSeveral(facts, one)) return
      assertSettles(facts, plan, (known) => changeRule(known, one))
      if (stepsOf(plan).length > 0) assert.notDeepEqual(after(facts, stepsOf(plan)).spaces, facts.spaces)
    }),
    RUNS,
  )
})

test('a rule that is shown can be typed again, and is the same one', () => {
  fc.assert(
    fc.property(ruled, change, (facts, one) => {
      const plan = planOrRefusal(() => changeRule(facts, { ...one, verb: 'add' }))
      if (plan === undefined || stepsOf(plan).length === 0) return
      const known = after(facts, stepsOf(plan))
      const [shown] = plan.result.rules
      assert.ok(shown)
      const again = { ...one, verb: 'add' as const, rule: parseRuleWords(showRule(shown).split(' ')) }
      assert.deepEqual(stepsOf(changeRule(known, again)), [])
      const gone = changeRule(known, { ...again, verb: 'del' })
      assert.deepEqual(
        spaceOf(after(known, stepsOf(gone)), one.place).policy,
        spaceOf(facts, one.place).policy,
      )
    }),
    RUNS,
  )
})

const facts = (...rules: PolicyRule[]): Facts => ({
  spaces: {
    web: { links: [], routes: [], sysctls: {}, policy: inOrder(rules) },
    host: { links: [], routes: [], sysctls: {}, policy: inOrder(rules) },
  },
  named: [],
  claims: [],
  nonce: '0',
})
const asked = (text: string, place = 'web', force = false): RuleChange => {
  const [verb, ...rest] = text.split(' ')
  return { place, container: place, verb: verb as 'add', rule: parseRuleWords(rest), force }
}
const command = (known: Facts, text: string) =>
  stepsOf(changeRule(known, asked(text))).flatMap(({ run }) =>
    run.map((one) => one.kind === 'ip' && one.args.join(' ')),
  )
const narrow: PolicyRule = { family: 4, priority: 100, from: '10.0.0.7', table: '77' }

test('the priority is said, and is the one that the kernel would choose; IPv6 is said', () => {
  assert.deepEqual(command(facts(), 'add from 10.0.0.0/24 lookup 77'), [
    'rule add priority 32765 from 10.0.0.0/24 lookup 77',
  ])
  assert.deepEqual(command(facts(narrow), 'add from ::/0 iif lo table 77'), [
    '-6 rule add priority 32765 iif lo lookup 77',
  ])
  assert.deepEqual(command(facts(narrow), 'add fwmark 0 table 77'), [
    'rule add priority 99 fwmark 0x0/0xffffffff lookup 77',
  ])
})

test("a rule for all packets is neither the kernel's own nor in its way", () => {
  assert.deepEqual(command(facts(), 'add lookup 77'), ['rule add priority 32765 lookup 77'])
  assert.deepEqual(command(facts(), 'replace lookup 77 -6'), ['-6 rule add priority 32765 lookup 77'])
  assert.deepEqual(command(facts(), 'add lookup main'), [])
  assert.throws(() => changeRule(facts({ family: 4, priority: 9, table: '77' }), asked('add lookup 78')), {
    exit: 4,
  })
})

test('a rule is deleted by all that it has, and not where the kernel would take another', () => {
  const made: PolicyRule = { ...narrow, protocol: '4', tos: '0x10', iif: 'eth0' }
  assert.deepEqual(command(facts(made), 'del iif eth0'), [
    'rule del priority 100 from 10.0.0.7 iif eth0 tos 0x10 lookup 77 protocol 4',
  ])
  const wide: PolicyRule = { family: 4, priority: 100, table: '77' }
  assert.throws(() => changeRule(facts(wide, narrow), asked('del lookup 77')), { exit: 2 })
  assert.throws(() => changeRule(facts(wide, narrow), asked('del priority 100 lookup 77')), {
    hint: 'delete that one first: ctnet rule web del priority 100 from 10.0.0.7 lookup 77',
  })
  assert.doesNotThrow(() => changeRule(facts(wide, narrow), asked('del from 10.0.0.7')))
  const marked: PolicyRule = { ...wide, fwmark: '0x0/0xff' }
  assert.throws(
    () => changeRule(facts({ ...wide, fwmark: '0x1/0xff' }, marked), asked('del fwmark 0/0xff')),
    {
      exit: 4,
      code: 'rules-alike',
    },
  )
})

test('a rule that the kernel could take for another of its priority is not added', () => {
  const taken = { exit: 4, code: 'rules-alike' }
  assert.throws(() => changeRule(facts(narrow), asked('add priority 100 lookup 77')), taken)
  assert.throws(() => changeRule(facts(narrow), asked('add priority 100 from 10.0.0.0/24 lookup 77')), taken)
  assert.throws(() => changeRule(facts(narrow), asked('add priority 100 not from 10.0.0.7 lookup 77')), taken)
  assert.doesNotThrow(() => changeRule(facts(narrow), asked('add priority 101 lookup 77')))
  assert.doesNotThrow(() => changeRule(facts(narrow), asked('add priority 100 lookup 78')))
  assert.doesNotThrow(() => changeRule(facts(narrow), asked('add priority 100 from 10.0.0.8 lookup 77')))
})

test('a rule that others of its priority follow is deleted without a way back, and not replaced', () => {
  const known = facts(narrow, { family: 4, priority: 100, to: '10.1.0.0/16', table: '78' })
  const { build, finish } = changeRule(known, asked('del from 10.0.0.7'))
  assert.deepEqual([build.length, finish.length], [0, 1])
  assert.throws(() => changeRule(known, asked('replace from 10.0.0.7 lookup 79')), { exit: 4 })
  assert.doesNotThrow(() => changeRule(known, asked('replace to 10.1.0.0/16 lookup 79')))
})

test("the kernel's own rules stay, and in the host a daemon's; what has words that ctnet lacks stays in any case", () => {
  const daemon: PolicyRule = { ...narrow, protocol: '4' }
  assert.throws(() => changeRule(facts(), asked('del priority 32766')), { exit: 4 })
  assert.doesNotThrow(() => changeRule(facts(), asked('del priority 32766', 'web', true)))
  assert.throws(() => changeRule(facts(daemon), asked('del priority 100', HOST)), { exit: 4 })
  assert.doesNotThrow(() => changeRule(facts(daemon), asked('del priority 100', HOST, true)))
  assert.doesNotThrow(() => changeRule(facts(daemon), asked('del priority 100')))
  const strange: PolicyRule = { ...narrow, rest: 'suppress_prefixlen 0' }
  assert.throws(() => changeRule(facts(strange), asked('del priority 100', 'web', true)), { exit: 4 })
})
