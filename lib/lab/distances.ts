import type { Subnet } from './subnets.ts'

/** A node as routing sees it. */
export interface Router {
  readonly name: string
  readonly forward: boolean
}

/** Who is on which subnet, of one family, by number. */
export interface Graph {
  readonly routers: readonly Router[]
  readonly subnets: readonly Subnet[]
  /** By subnet its members, by node its subnets. */
  readonly members: readonly (readonly number[])[]
  readonly subnetsAt: readonly (readonly number[])[]
}

export function graphOf(routers: readonly Router[], subnets: readonly Subnet[]): Graph {
  const numbers = new Map(routers.map(({ name }, i) => [name, i]))
  const subnetsAt: number[][] = routers.map(() => [])
  const members = subnets.map((subnet, s) =>
    subnet.members.map(({ node }) => {
      const at = numbers.get(node) ?? -1
      subnetsAt[at]?.push(s)
      return at
    }),
  )
  return { routers, subnets, members, subnetsAt }
}

/** No way leads there. */
const NOWHERE = -1

/**
 * How many routers a packet of each node passes on the shortest way to those who have the destination. Routers pass it on,
 * and of those who have it also who is said to.
 */
export function distancesTo(
  graph: Graph,
  owners: readonly number[],
  passesOn: (node: number) => boolean,
): Int16Array {
  const distances = new Int16Array(graph.routers.length).fill(NOWHERE)
  const seen = new Uint8Array(graph.subnets.length)
  const queue: number[] = []
  for (const owner of owners) {
    distances[owner] = 0
    if (passesOn(owner)) queue.push(owner)
  }
  for (const at of queue) {
    const next = (distances[at] ?? 0) + 1
    for (const s of graph.subnetsAt[at] ?? []) {
      if (seen[s] === 1) continue
      seen[s] = 1
      for (const neighbour of graph.members[s] ?? []) {
        if (distances[neighbour] !== NOWHERE) continue
        distances[neighbour] = next
        if (graph.routers[neighbour]?.forward) queue.push(neighbour)
      }
    }
  }
  return distances
}
