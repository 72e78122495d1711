import { contains, parseCidr, single } from '../model/address.ts'
import type { PolicyRule } from '../model/facts.ts'

/** The rules of the same priority that come after one. */
export const afterwards = (rules: readonly PolicyRule[], rule: PolicyRule): readonly PolicyRule[] =>
  rules.slice(rules.indexOf(rule) + 1).filter(({ priority }) => priority === rule.priority)

const WORDS = ['iif', 'oif', 'tos', 'ipproto', 'sport', 'dport', 'table', 'protocol'] as const

/**
 * Whether one rule has all the words of another of its priority, so that who names the other may get this one: the
 * kernel deletes the first that has what is said, whether it is turned round (`not`) or not (net/core/fib_rules.c,
 * rule_find), and `ip rule show` takes a subnet for all that is in it, and a mark for that mark with any mask.
 */
export const mistakenFor = (one: PolicyRule, rule: PolicyRule): boolean =>
  one.family === rule.family &&
  one.priority === rule.priority &&
  WORDS.every((key) => rule[key] === undefined || one[key] === rule[key]) &&
  isIn(one.from, rule.from) &&
  isIn(one.to, rule.to) &&
  hasMark(one.fwmark, rule.fwmark)

const subnet = (text: string) => (text.includes('/') ? parseCidr(text) : single(text))

const isIn = (one: string | undefined, whole: string | undefined): boolean =>
  whole === undefined || (one !== undefined && contains(subnet(whole), subnet(one).ip))

const hasMark = (one: string | undefined, asked: string | undefined): boolean => {
  const value = asked?.split('/')[0]
  return value === undefined || value === '0x0' || one?.split('/')[0] === value
}
