import type { Facts } from '../../model/facts.ts'
import type { Chain, Firewall, Rule } from '../../model/firewall.ts'

/** The host's firewall with other rules of ctnet's. Each change is one atomic one, of a table or of all of nftables. */
export interface RulesChange {
  readonly firewall: Firewall
  /** All of ctnet's rules, as they shall be. */
  readonly rules: readonly Rule[]
  readonly why: string
}

/** Where each chain is called from, as far as that is there: what stands in DOCKER-USER stays first when Docker restarts. */
export const HOOKS: Readonly<Record<Chain, readonly string[]>> = {
  FORWARD: ['FORWARD', 'DOCKER-USER'],
  INPUT: ['INPUT'],
  DNAT: ['PREROUTING', 'OUTPUT'],
  SNAT: ['POSTROUTING'],
}

/** What the firewall is after a step. */
export const withFirewall = (facts: Facts, change: (firewall: Firewall) => Firewall): Facts =>
  facts.firewall === undefined ? facts : { ...facts, firewall: change(facts.firewall) }

export const sameRules = (a: readonly unknown[], b: readonly unknown[]): boolean =>
  JSON.stringify(a) === JSON.stringify(b)
