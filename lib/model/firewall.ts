import type { Family } from './address.ts'

/** The chains of ctnet's own, by what packets do that come through them; each is called `CTNET-` and this. */
export const CHAINS = ['FORWARD', 'INPUT', 'DNAT', 'SNAT'] as const
export type Chain = (typeof CHAINS)[number]

/** What a packet must have, in the order in which it is written. Each may begin with `!`: it must not have that. */
export interface Match {
  /** A subnet: `10.1.1.0/24`, `fd00::2/128`. */
  readonly from?: string | undefined
  readonly to?: string | undefined
  /** The interface that it comes in by. */
  readonly in?: string | undefined
  readonly out?: string | undefined
  /** `tcp`, `udp`, `sctp`; `icmp6` with `icmp`. */
  readonly protocol?: string | undefined
  /** Its type by number. */
  readonly icmp?: string | undefined
  readonly sport?: string | undefined
  readonly dport?: string | undefined
  /** What connection tracking says: `related,established`. */
  readonly state?: string | undefined
  /** `dnat`: of a connection that was led elsewhere. */
  readonly status?: string | undefined
  /** Whose address it is sent to: `local` is one of the host's. */
  readonly destination?: string | undefined
}

export type Verdict =
  | 'accept'
  | 'drop'
  | 'masquerade'
  /** To an address, and a port if there is one. */
  | { readonly dnat: string; readonly port?: string | undefined }

/** One rule of ctnet's. */
export interface Rule {
  readonly family: Family
  readonly chain: Chain
  readonly match: Match
  readonly verdict: Verdict
  /** Whose it is, in its comment, behind `ctnet: `. */
  readonly owner: string
}

/** Where a chain of ctnet's is called from. */
export interface Hook {
  readonly family: Family
  readonly chain: Chain
  readonly from: string
  /** Its place among the rules there, from 1. */
  readonly at: number
}

/** What the host filters and rewrites packets by. */
export interface Firewall {
  /** The program that ctnet's rules are given to: what Docker uses, where that is there. */
  readonly program: 'iptables' | 'nft'
  /** The families that it can be asked for. */
  readonly families: readonly Family[]
  /** ctnet's own, in the order in which they count. */
  readonly rules: readonly Rule[]
  /** Those of ctnet's chains that are there. */
  readonly chains: readonly { readonly family: Family; readonly chain: Chain }[]
  readonly hooks: readonly Hook[]
  /** Everybody's lines but ctnet's, as `iptables-save` prints them behind their table: `filter -A FORWARD …`. */
  readonly others: Readonly<Partial<Record<Family, readonly string[]>>>
}

/** A comment of nftables' is no longer than this, with `ctnet: ` before it (nft(8)). */
const LONGEST = 128

/** What a rule's comment says. */
export const commentOf = ({ owner }: Pick<Rule, 'owner'>): string => `ctnet: ${owner}`.slice(0, LONGEST)

/** The owner that a comment names. */
export const ownerIn = (comment: string): string => comment.replace(/^ctnet: /, '')
