import type { Cidr } from '../model/address.ts'
import type { Branch } from './prefix-tree.ts'

/** Next hops, one bit each. */
export type Hops = bigint

/** Any will do: nothing is there, or something longer than any route of ours leads there already. */
export const ANY: Hops = -1n

/** Where a prefix's packets may go; `fixed`: another route's business, and that of all within it that says nothing else. */
export type Way = Hops | 'fixed'

export interface Aggregation {
  /** Of a prefix that was put into the tree. */
  readonly way: (value: number) => Way
  /** Whether a route to this prefix, which nobody asked for, would harm nobody. */
  readonly free: (prefix: Cidr) => boolean
  readonly pick: (hops: Hops) => number
}

export interface Chosen {
  readonly to: Cidr
  readonly hop: number
}

/** The next hop that packets take without a route of ours, if it is one of those that we know. */
const NONE = -1

/**
 * The fewest routes that send every prefix of the tree one of its ways: what several have in common is said once, for the
 * prefix that holds them all (R. P. Draves et al., Constructing Optimal IP Routing Tables, INFOCOM 1999, sections 3 and 4,
 * with all that nobody has left open). `inherited` is the default route's next hop.
 */
export function aggregate(tree: Branch<number>, ask: Aggregation, inherited = NONE): Chosen[] {
  const chosen: Chosen[] = []
  const ways = new Map<Branch<number>, Hops>()
  common(tree, ask, ways)
  choose(tree, inherited)
  return chosen

  function choose(branch: Branch<number>, from: number): void {
    const hops = ways.get(branch) ?? ANY
    let hop = from
    if (hops !== ANY && (from === NONE || !has(hops, from)) && !belongsBelow(branch)) {
      hop = ask.pick(hops)
      chosen.push({ to: branch.prefix, hop })
    }
    const fixed = branch.value !== undefined && ask.way(branch.value) === 'fixed'
    for (const one of branch.below) choose(one, fixed ? NONE : hop)
  }

  /** A route that only one half needs is said there: it is as good, and claims no more than it must. */
  function belongsBelow({ value, below }: Branch<number>): boolean {
    return value === undefined && below.filter((one) => ways.get(one) !== ANY).length < 2
  }
}

export const has = (hops: Hops, hop: number): boolean => ((hops >> BigInt(hop)) & 1n) === 1n

/** The next hops that serve a branch best, from its leaves up. */
export function common(
  branch: Branch<number>,
  ask: Aggregation,
  ways = new Map<Branch<number>, Hops>(),
): Hops {
  let all = ANY
  let any = 0n
  for (const one of branch.below) {
    const hops = common(one, ask, ways)
    all &= hops
    any |= hops
  }
  const best = branch.value === undefined ? shared(branch, all, any, ask) : own(ask.way(branch.value))
  ways.set(branch, best)
  return best
}

const own = (way: Way): Hops => (way === 'fixed' ? ANY : way)

function shared({ prefix }: Branch<number>, all: Hops, any: Hops, ask: Aggregation): Hops {
  if (!ask.free(prefix)) return ANY
  return all === 0n ? any : all
}
