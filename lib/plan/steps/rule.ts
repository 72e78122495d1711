import { changeSpace } from '../../model/effects.ts'
import type { Place } from '../../model/endpoint.ts'
import type { Facts, PolicyRule } from '../../model/facts.ts'
import { type Guard, ip, type Step, type Undoing } from '../step.ts'

/** A rule as words of `ip rule` (ip-rule(8)): all that it has, because the kernel deletes the first that has what is said. */
const ruleArgs = (rule: PolicyRule): string[] => [
  ...keyArgs(rule),
  ...(rule.action === undefined ? [] : [rule.action]),
]

/** Those of the words that also `ip rule show` knows. */
const keyArgs = (rule: PolicyRule): string[] => [
  ...(rule.not ? ['not'] : []),
  ...['priority', String(rule.priority)],
  ...(rule.from === undefined ? [] : ['from', rule.from]),
  ...(rule.to === undefined ? [] : ['to', rule.to]),
  ...(rule.iif === undefined ? [] : ['iif', rule.iif]),
  ...(rule.oif === undefined ? [] : ['oif', rule.oif]),
  // Without a mask, no mark is any mark.
  ...(rule.fwmark === undefined ? [] : ['fwmark', rule.fwmark === '0x0' ? '0x0/0xffffffff' : rule.fwmark]),
  ...(rule.tos === undefined ? [] : ['tos', rule.tos]),
  ...(rule.ipproto === undefined ? [] : ['ipproto', rule.ipproto]),
  ...(rule.sport === undefined ? [] : ['sport', rule.sport]),
  ...(rule.dport === undefined ? [] : ['dport', rule.dport]),
  ...(rule.table === undefined ? [] : ['lookup', rule.table]),
  ...(rule.protocol === undefined ? [] : ['protocol', rule.protocol]),
]

/** Without a word on its family, `ip rule` is about IPv4, also where an address is IPv6's (`from ::/0`). */
const ipRule = ({ family }: PolicyRule, ...words: readonly string[]): string[] => [
  ...(family === 6 ? ['-6'] : []),
  'rule',
  ...words,
]

/** Has a namespace's packets look into a table of routes (ip-rule(8)); it comes after those of the same priority. */
export const addRule = (place: Place, rule: PolicyRule, why: string): Step => ({
  ...adding(place, rule),
  why,
  undo: { ...deleting(place, rule), why: 'Take the rule away' },
  done: `the rule of priority ${rule.priority} is there`,
})

/** Takes a rule away. Taken back, it comes after those of the same priority. */
export const removeRule = (place: Place, rule: PolicyRule, why: string): Step => ({
  ...deleting(place, rule),
  why,
  undo: { ...adding(place, rule), guard: shown(place, rule, false), why: 'Put the rule back' },
  done: `the rule of priority ${rule.priority} is gone`,
})

const adding = (place: Place, rule: PolicyRule): Omit<Step, 'why'> => ({
  in: place,
  run: [ip(...ipRule(rule, 'add', ...ruleArgs(rule)))],
  effect: changing(place, (rules) =>
    // The sort keeps the order of those that are alike.
    [...rules, rule].sort((a, b) => a.family - b.family || a.priority - b.priority),
  ),
})

const deleting = (place: Place, rule: PolicyRule): Omit<Undoing, 'why'> => ({
  in: place,
  run: [ip(...ipRule(rule, 'del', ...ruleArgs(rule)))],
  effect: changing(place, (rules) => rules.filter((one) => !isSame(one, rule))),
  guard: shown(place, rule, true),
})

const isSame = (a: PolicyRule, b: PolicyRule): boolean =>
  a.family === b.family && ruleArgs(a).join(' ') === ruleArgs(b).join(' ')

const shown = (place: Place, rule: PolicyRule, something: boolean): Guard => ({
  kind: 'shows',
  in: place,
  argv: ['ip', ...ipRule(rule, 'show', ...keyArgs(rule))],
  something,
})

const changing =
  (place: Place, change: (rules: readonly PolicyRule[]) => readonly PolicyRule[]) =>
  (facts: Facts): Facts =>
    changeSpace(facts, place, ({ policy = [] }) => ({ policy: change(policy) }))
