import { type Hops, has } from './aggregate.ts'
import type { Graph } from './distances.ts'
import { WORLD } from './subnets.ts'

/** A neighbour by one of its addresses. */
export interface Hop {
  readonly node: number
  readonly ip: string
}

/** The neighbours that a node may send to what is for others: routers, the host by its bridge, and who has something behind it. */
export function hopsOf({ subnets, members, subnetsAt, routers }: Graph, at: number): Hop[] {
  const passesOn = (node: number): boolean =>
    routers[node]?.forward === true ||
    routers[node]?.name === WORLD ||
    (subnetsAt[node] ?? []).some((s) => subnets[s]?.stub)
  return (subnetsAt[at] ?? []).flatMap((s) =>
    (subnets[s]?.members ?? []).flatMap(({ ip }, i) => {
      const node = members[s]?.[i]
      return node === undefined || node === at || !passesOn(node) ? [] : { node, ip }
    }),
  )
}

/** Those of the next hops that are nearer to the destination. */
export function towards(
  { routers }: Graph,
  hops: readonly Hop[],
  at: number,
  { from, ownersPassOn }: { readonly from: Int16Array; readonly ownersPassOn: boolean },
): Hops {
  const here = from[at] ?? 0
  let some = 0n
  for (const [i, { node }] of hops.entries()) {
    const there = from[node]
    if (there !== here - 1 || there < 0) continue
    if (routers[node]?.forward || (ownersPassOn && there === 0)) some |= 1n << BigInt(i)
  }
  return some
}

/** One of several, for each node in its turn another one, so that nodes beside each other share the ways that they have. */
export function pick(some: Hops, count: number, turn: number): number {
  for (let i = 0; i < count; i++) {
    const hop = (turn + i) % count
    if (has(some, hop)) return hop
  }
  return 0
}
