import { HOST } from '../../model/endpoint.ts'
import { CHAINS, type Chain, type Rule } from '../../model/firewall.ts'
import { nameOf } from '../../model/iptables.ts'
import { NFT_TABLE, writeNftRule } from '../../model/nft.ts'
import type { Step } from '../step.ts'
import { HOOKS, type RulesChange, sameRules, withFirewall } from './firewall-change.ts'

const TABLE = NFT_TABLE.join(' ')

/** The base chains of nftables that stand for the built-in ones of iptables (nft(8), "CHAINS"). */
const BASES: Readonly<Record<string, string>> = {
  FORWARD: 'type filter hook forward priority filter;',
  INPUT: 'type filter hook input priority filter;',
  PREROUTING: 'type nat hook prerouting priority dstnat;',
  OUTPUT: 'type nat hook output priority -100;',
  POSTROUTING: 'type nat hook postrouting priority srcnat;',
}

/** The whole table anew, in one transaction. */
export function setNft({ firewall, rules, why }: RulesChange): readonly Step[] {
  const after = CHAINS.flatMap((chain) => rules.filter((rule) => rule.chain === chain))
  if (sameRules(firewall.rules, after) && firewall.chains.length > 0 === after.length > 0) return []
  return [
    {
      in: HOST,
      ...replacement(after),
      why,
      undo: {
        in: HOST,
        ...replacement(firewall.rules),
        why: 'Put the rules back as they were',
        guard: {
          kind: 'shows',
          in: HOST,
          argv: ['nft', 'list', 'table', ...NFT_TABLE],
          something: after.length > 0,
        },
      },
    },
  ]
}

const replacement = (rules: readonly Rule[]): Pick<Step, 'run' | 'effect'> => ({
  run: [{ kind: 'exec', argv: ['nft', '-f', '-'], input: textOf(rules) }],
  effect: (facts) =>
    withFirewall(facts, (firewall) => ({
      ...firewall,
      rules,
      hooks: [],
      chains: chainsOf(rules).map((chain) => ({ family: 4, chain })),
    })),
})

const chainsOf = (rules: readonly Rule[]): readonly Chain[] =>
  CHAINS.filter((chain) => rules.some((rule) => rule.chain === chain))

/** A table that is not there can't be deleted, so it is named first. */
function textOf(rules: readonly Rule[]): string {
  const chains = chainsOf(rules).flatMap((chain) => [
    `  chain ${nameOf(chain)} {`,
    ...rules.filter((rule) => rule.chain === chain).map((rule) => `    ${writeNftRule(rule)}`),
    '  }',
    ...HOOKS[chain].flatMap((from) => {
      const base = BASES[from]
      return base === undefined ? [] : [`  chain CTNET-AT-${from} { ${base} jump ${nameOf(chain)}; }`]
    }),
  ])
  const table = chains.length === 0 ? [] : [`table ${TABLE} {`, ...chains, '}']
  return [`table ${TABLE}`, `delete table ${TABLE}`, ...table, ''].join('\n')
}
