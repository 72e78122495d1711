import type { Family } from './address.ts'
import type { Match } from './match.ts'
import type { ForeignTable } from './ruleset.ts'

/** The chains of ctnet's own, by what packets do that come through them; each is called `CTNET-` and this. */
export const CHAINS = ['FORWARD', 'INPUT', 'DNAT', 'SNAT'] as const
export type Chain = (typeof CHAINS)[number]

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
  /** What else may drop a packet that ctnet accepts, where that was asked for. */
  readonly foreign?: readonly ForeignTable[]
}

const MARK = 'ctnet: '

/** A comment of nftables' is no longer than this (nft(8)). */
const LONGEST = 128

/** An owner as a comment may name it: nftables knows no quote within one. */
export const asOwner = (text: string): string =>
  text.replaceAll(/["\\]/g, '_').slice(0, LONGEST - MARK.length)

/** What a rule's comment says. */
export const commentOf = ({ owner }: Pick<Rule, 'owner'>): string => `${MARK}${owner}`

/** The owner that a comment names. */
export const ownerIn = (comment: string): string => comment.replace(MARK, '')
