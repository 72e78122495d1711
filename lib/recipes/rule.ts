import { HOST, type Place } from '../model/endpoint.ts'
import { CtnetError, usageError } from '../model/error.ts'
import { type Facts, type PolicyRule, spaceOf } from '../model/facts.ts'
import { RULE_GRAMMAR, type RuleWords, showRule } from '../model/rule-words.ts'
import { listed } from '../model/text.ts'
import type { Verb } from '../model/word-list.ts'
import { nothingToDo, type Plan } from '../plan/plan.ts'
import { addRule, removeRule } from '../plan/steps/rule.ts'
import { afterwards, mistakenFor } from './rule-order.ts'

export interface RuleChange {
  readonly place: Place
  /** The container's name, for people. */
  readonly container: string
  readonly verb: Verb
  readonly rule: RuleWords
  /** Also the kernel's own, and in the host those that say that another made them. */
  readonly force: boolean
}

export interface RuleResult {
  readonly container: string
  readonly rules: readonly PolicyRule[]
}

/** The protocol of the rules that the kernel makes itself (RTPROT_KERNEL). */
const KERNEL = '2'

/**
 * Adds, replaces or deletes a policy rule (ip-rule(8)). Two rules for the same packets are the same one, unless a
 * priority is given and differs.
 *
 * @throws exit 2 (it can't be, or it isn't clear which), 4 (another one is there; the kernel couldn't tell two apart;
 * the kernel's own)
 */
export const changeRule = (facts: Facts, change: RuleChange): Plan<RuleResult> =>
  change.verb === 'del' ? del(facts, change) : put(facts, change)

function put(facts: Facts, change: RuleChange): Plan<RuleResult> {
  const { place, container, verb, rule: words } = change
  const { family = 4, table, priority, ...selector } = words
  if (table === undefined) throw usageError('the rule leads to no table', 'give lookup TABLE')
  if (selector.not && Object.values(selector).every((value) => value === undefined || value === true)) {
    throw usageError('not needs something that it turns round', 'give from, to, iif, oif or another')
  }
  const rules = rulesOf(facts, place, family)
  const alike = rules.filter(
    (one) => isFor(one, selector) && (priority === undefined || one.priority === priority),
  )
  const same = alike.find((one) => one.table === table)
  if (same !== undefined) {
    return nothingToDo({ container, rules: [same] }, `${container} has that rule already`)
  }
  // Those that are for all packets aren't in the way of another that is.
  const rivals = alike.filter(({ protocol }) => protocol !== KERNEL)
  const [old] = rivals
  const rule = { ...selector, family, table, priority: priority ?? old?.priority ?? nextPriority(rules) }
  const result = { container, rules: [rule] }
  if (old === undefined) {
    demandTellable(container, rules, rule)
    return {
      build: [addRule(place, rule, `Choose by rule the table ${table}`)],
      finish: [],
      result,
      notes: [],
    }
  }
  if (verb === 'add') {
    throw new CtnetError(
      'conflict',
      'rule-taken',
      `${container} has another rule for those packets: ${showRule(old)}; asked for was ${showRule(rule)}`,
      { hint: `put it in that one's place: ctnet rule ${container} replace ${showRule(rule)}` },
    )
  }
  demandOne(container, rivals)
  refuseForeign(change, old)
  refuseExchange(container, rules, old)
  demandTellable(container, rules, old)
  demandTellable(
    container,
    rules.filter((one) => one !== old),
    rule,
  )
  const build = [
    addRule(place, rule, `Choose by rule the table ${table}`),
    removeRule(place, old, `It takes the place of: ${showRule(old)}`),
  ]
  return { build, finish: [], result, notes: [] }
}

function del(facts: Facts, change: RuleChange): Plan<RuleResult> {
  const { place, container, rule: words } = change
  const { family = 4, ...said } = words
  if (Object.values(said).every((value) => value === undefined)) {
    throw usageError('which rule?', `give the words that it has: ${RULE_GRAMMAR}`)
  }
  const rules = rulesOf(facts, place, family)
  const matching = rules.filter((one) => matchesRule(one, said))
  const exact = matching.filter((one) => said.priority !== undefined && isFor(one, said))
  const found = exact.length === 1 ? exact : matching
  const [rule] = found
  if (rule === undefined) {
    return nothingToDo({ container, rules: [] }, `${container} has no rule ${showRule(words)}: nothing to do`)
  }
  demandOne(container, found)
  refuseForeign(change, rule)
  demandTellable(container, rules, rule)
  const step = removeRule(place, rule, 'Take the rule away')
  const result = { container, rules: [rule] }
  // Put back, it would come after those of its priority that it came before.
  return afterwards(rules, rule).length === 0
    ? { build: [step], finish: [], result, notes: [] }
    : { build: [], finish: [step], result, notes: [] }
}

const rulesOf = (facts: Facts, place: Place, family: number): readonly PolicyRule[] =>
  (spaceOf(facts, place).policy ?? []).filter((one) => one.family === family)

/** Whether a rule has all that was said. */
export const matchesRule = (rule: PolicyRule, words: RuleWords): boolean =>
  Object.entries(words).every(
    ([key, value]) => value === undefined || rule[key as keyof PolicyRule] === value,
  )

const SELECTORS = ['not', 'from', 'to', 'iif', 'oif', 'fwmark', 'tos', 'ipproto', 'sport', 'dport'] as const

/** Whether a rule is for just those packets. */
const isFor = (rule: PolicyRule, selector: RuleWords): boolean =>
  rule.rest === undefined && SELECTORS.every((key) => rule[key] === selector[key])

/** The kernel's own choice (fib_default_rule_pref): just before the second rule. */
function nextPriority([, second]: readonly PolicyRule[]): number {
  const priority = (second?.priority ?? 32766) - 1
  if (priority > 0) return priority
  throw usageError('there is no priority left before the other rules', 'say which: priority N')
}

function demandOne(container: string, found: readonly PolicyRule[]): void {
  if (found.length < 2) return
  throw usageError(
    `${container} has ${found.length} such rules: ${listed(found.map(showRule))}`,
    'give more of the one that is meant: its priority, or its table',
  )
}

/** What ctnet can't put back, the kernel's own, and in the host what a daemon made. */
function refuseForeign({ place, verb, force }: RuleChange, rule: PolicyRule): void {
  if (rule.rest !== undefined) {
    throw new CtnetError('conflict', 'unknown-rule', `ctnet couldn't put that rule back: ${showRule(rule)}`, {
      hint: `delete it by hand: ip ${rule.family === 6 ? '-6 ' : ''}rule del priority ${rule.priority}`,
    })
  }
  if (rule.protocol === undefined || (place !== HOST && rule.protocol !== KERNEL) || force) return
  const whose = rule.protocol === KERNEL ? "the kernel's own" : `made by another (protocol ${rule.protocol})`
  throw new CtnetError('conflict', 'foreign-rule', `that rule is ${whose}: ${showRule(rule)}`, {
    hint: `if it shall ${verb === 'del' ? 'go' : 'be replaced'} all the same: --force`,
  })
}

/** The new one would come last, and so after rules that it came before; and only what has a table is told from it. */
function refuseExchange(container: string, rules: readonly PolicyRule[], old: PolicyRule): void {
  const [next] = afterwards(rules, old)
  if (next === undefined && old.action === undefined) return
  const why =
    next === undefined
      ? 'leads to no table'
      : `is followed by another of its priority, which would come first then: ${showRule(next)}`
  throw new CtnetError(
    'conflict',
    'rule-order',
    `that rule of ${container} can't be replaced at once: ${showRule(old)} ${why}`,
    {
      hint: `delete it, then add the other: ctnet rule ${container} del priority ${old.priority}`,
    },
  )
}

/** The kernel deletes the first rule that has what is said, so no other may. */
function demandTellable(container: string, rules: readonly PolicyRule[], rule: PolicyRule): void {
  const other = rules.find((one) => one !== rule && mistakenFor(one, rule))
  if (other === undefined) return
  throw new CtnetError(
    'conflict',
    'rules-alike',
    `${container} has another rule of priority ${rule.priority}, which the kernel could take for it: ${showRule(other)}`,
    {
      hint: rules.includes(rule)
        ? `delete that one first: ctnet rule ${container} del ${showRule(other)}`
        : 'give another priority',
    },
  )
}
