import type { Family } from '../../model/address.ts'
import { HOST } from '../../model/endpoint.ts'
import { CHAINS, type Chain, type Firewall, type Hook, type Rule } from '../../model/firewall.ts'
import { nameOf, TABLES, type Table, tableOf, writeRule, writeSpecification } from '../../model/iptables.ts'
import type { Guard, Step } from '../step.ts'
import { HOOKS, type RulesChange, sameRules, withFirewall } from './firewall-change.ts'

const PROGRAM = { 4: 'iptables', 6: 'ip6tables' } as const
/** Seconds that iptables may wait for its lock. */
const WAIT = ['--wait', '5']

/** What ctnet has in one table of one family. */
interface Content {
  readonly family: Family
  readonly table: Table
  readonly chains: readonly Chain[]
  readonly hooks: readonly Hook[]
  readonly rules: readonly Rule[]
}

/** One step for each table that differs. */
export function setIptables({ firewall, rules, why }: RulesChange): readonly Step[] {
  return firewall.families.flatMap((family) =>
    TABLES.flatMap((table) => {
      const before = contentOf(firewall, family, table)
      const after = wanted(firewall, before, rules)
      return sameRules([before], [after]) ? [] : [exchange(before, after, why)]
    }),
  )
}

function contentOf(firewall: Firewall, family: Family, table: Table): Content {
  const here = <T extends { readonly family: Family; readonly chain: Chain }>(
    all: readonly T[],
  ): readonly T[] => all.filter((one) => one.family === family && tableOf(one.chain) === table)
  const chains = here(firewall.chains).map(({ chain }) => chain)
  const hooks = here(firewall.hooks)
  // In ctnet's order: iptables has INPUT before FORWARD.
  return {
    family,
    table,
    chains: CHAINS.filter((chain) => chains.includes(chain)),
    hooks: CHAINS.flatMap((chain) => hooks.filter((hook) => hook.chain === chain)),
    rules: here(firewall.rules),
  }
}

/** The chains that have rules, called from everywhere that they must be, and no others. */
function wanted(firewall: Firewall, before: Content, all: readonly Rule[]): Content {
  const { family, table } = before
  const rules = all.filter((rule) => rule.family === family && tableOf(rule.chain) === table)
  const chains = CHAINS.filter((chain) => rules.some((rule) => rule.chain === chain))
  const hooks = chains.flatMap((chain) =>
    HOOKS[chain]
      .filter((from) => from !== DOCKER_USER || hasDockerUser(firewall, family))
      .map(
        (from) =>
          before.hooks.find((hook) => hook.chain === chain && hook.from === from) ?? {
            family,
            chain,
            from,
            at: 1,
          },
      ),
  )
  return {
    family,
    table,
    chains,
    hooks,
    rules: chains.flatMap((chain) => rules.filter((rule) => rule.chain === chain)),
  }
}

const DOCKER_USER = 'DOCKER-USER'

const hasDockerUser = ({ others }: Firewall, family: Family): boolean =>
  others[family]?.some((line) => line.startsWith(`filter :${DOCKER_USER} `)) === true

/** From one content of a table to another, and back. */
function exchange(before: Content, after: Content, why: string): Step {
  return {
    in: HOST,
    ...replacement(before, after),
    why: `${why} (IPv${after.family})`,
    undo: {
      in: HOST,
      ...replacement(after, before),
      why: 'Put the rules back as they were',
      guard: guardOf(before, after),
    },
  }
}

function replacement(before: Content, after: Content): Pick<Step, 'run' | 'effect'> {
  const { family, table } = after
  const isIn = (list: readonly Hook[], hook: Hook) => list.some((one) => sameRules([one], [hook]))
  const lines = [
    // A chain that is declared is made, or emptied.
    ...new Set([...before.chains, ...after.chains].map((chain) => `:${nameOf(chain)} - [0:0]`)),
    ...after.rules.map(writeRule),
    ...before.hooks
      .filter((hook) => !isIn(after.hooks, hook))
      .map(({ chain, from }) => `-D ${from} -j ${nameOf(chain)}`),
    ...after.hooks
      .filter((hook) => !isIn(before.hooks, hook))
      .map(({ chain, from, at }) => `-I ${from} ${at} -j ${nameOf(chain)}`),
    ...before.chains.filter((chain) => !after.chains.includes(chain)).map((chain) => `-X ${nameOf(chain)}`),
  ]
  return {
    run: [
      {
        kind: 'exec',
        argv: [`${PROGRAM[family]}-restore`, '--noflush', ...WAIT],
        input: [`*${table}`, ...lines, 'COMMIT', ''].join('\n'),
      },
    ],
    effect: (facts) =>
      withFirewall(facts, (firewall) => {
        const others = <T extends { readonly family: Family; readonly chain: Chain }>(all: readonly T[]) =>
          all.filter((one) => one.family !== family || tableOf(one.chain) !== table)
        return {
          ...firewall,
          chains: [...others(firewall.chains), ...after.chains.map((chain) => ({ family, chain }))],
          hooks: [...others(firewall.hooks), ...after.hooks],
          rules: [...others(firewall.rules), ...after.rules],
        }
      }),
  }
}

/** By one line that only the new content has, or only the old one had. */
function guardOf(before: Content, after: Content): Guard {
  const questions = ({ family, hooks, chains, rules, table }: Content): readonly string[][] => {
    const ask = [PROGRAM[family], ...WAIT, '-t', table]
    return [
      ...rules.map((rule) => [...ask, '-C', nameOf(rule.chain), ...writeSpecification(rule)]),
      ...hooks.map(({ from, chain }) => [...ask, '-C', from, '-j', nameOf(chain)]),
      ...chains.map((chain) => [...ask, '-n', '-L', nameOf(chain)]),
    ]
  }
  const [had, has] = [questions(before), questions(after)]
  const only = (some: readonly string[][], others: readonly string[][]) =>
    some.find((one) => !others.some((other) => sameRules(one, other)))
  const [came, went] = [only(has, had), only(had, has)]
  if (came !== undefined) return { kind: 'check', in: HOST, argv: came, says: 'yes' }
  if (went !== undefined) return { kind: 'check', in: HOST, argv: went, says: 'no' }
  return { kind: 'check', in: HOST, argv: ['true'], says: 'yes' }
}
