import { type Context, defineCommand } from '../lib/cli/command.ts'
import { changeContainer, lookAtContainer } from '../lib/cli/one-container.ts'
import { ENDPOINT, WORDS_ACTION } from '../lib/cli/positionals.ts'
import { spaceOf } from '../lib/model/facts.ts'
import { parseRuleWords, RULE_GRAMMAR, type RuleWords, showRule } from '../lib/model/rule-words.ts'
import { parseVerb } from '../lib/model/word-list.ts'
import { changeRule, matchesRule } from '../lib/recipes/rule.ts'

const LOOK = { rules: false, policy: true }

const WORLD = ['ctnet bridge create bridge0 172.17.42.1/16 fd00:42::1/64', 'ctnet attach web bridge0']

export default defineCommand({
  usage: '<container> [action] [words..]',
  describe:
    "Show, add, replace and delete the rules by which a container's packets choose a table of routes, in the words of ip-rule(8)",
  positionals: {
    container: ENDPOINT,
    action: WORDS_ACTION,
    words: { type: 'string', array: true, default: [] as string[], describe: RULE_GRAMMAR },
  },
  options: {},
  examples: [
    {
      line: 'rule web add from 172.17.42.99 lookup 77',
      does: 'what is sent from one address takes the routes of table 77',
      containers: ['web'],
      world: WORLD,
    },
    {
      line: 'rule web replace from 172.17.42.99 lookup 78',
      does: 'another table, with the same priority',
      containers: ['web'],
      world: [...WORLD, 'ctnet rule web add from 172.17.42.99 lookup 77'],
    },
    {
      line: 'rule web add not fwmark 0x5/0xff ipproto tcp dport 80-90 lookup 77 priority 100 -6',
      does: 'by mark, protocol and port, of IPv6, before the rules of priority 101',
      containers: ['web'],
      world: WORLD,
    },
    {
      line: 'rule web del priority 100 -6',
      does: 'a rule less',
      containers: ['web'],
      world: [...WORLD, 'ctnet rule web add from fd00:43::/48 lookup 77 priority 100'],
    },
    {
      line: 'rule web del from 172.17.0.0/16',
      does: 'a rule less, which others of its priority follow',
      containers: ['web'],
      world: [
        ...WORLD,
        'ctnet rule web add from 172.17.0.0/16 lookup 77 priority 100',
        'ctnet rule web add to 172.17.0.0/16 lookup 78 priority 100',
      ],
    },
    {
      line: 'rule web',
      does: 'what there is, in the order in which it counts',
      containers: ['web'],
      world: WORLD,
    },
  ],
  async run(args, context) {
    const { globals, output } = context
    const rule = parseRuleWords(args.words)
    if (args.action === 'ls') return list(args.container, rule, context)
    const verb = parseVerb(args.action, 'rule')
    await changeContainer(context, {
      name: 'rule',
      container: args.container,
      look: LOOK,
      plan: (facts, { endpoint, place }) =>
        changeRule(facts, { place, container: endpoint.name, verb, rule, force: globals.force }),
      show: (result) =>
        output.result(
          result.rules.map((one) => `${result.container} ${showRule(one)}`),
          { ...result },
        ),
    })
  },
})

async function list(container: string, words: RuleWords, context: Context) {
  const { facts, endpoint, place } = await lookAtContainer(context, { name: 'rule', container, look: LOOK })
  const rules = (spaceOf(facts, place).policy ?? []).filter((rule) => matchesRule(rule, words))
  context.output.result(
    rules.map((rule) => `${endpoint.name} ${showRule(rule)}`),
    { container: endpoint.name, rules },
  )
}
