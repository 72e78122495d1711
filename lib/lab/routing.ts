import { type Cidr, contains, showCidr } from '../model/address.ts'
import { type Aggregation, ANY, aggregate, common, type Hops, type Way } from './aggregate.ts'
import { distancesTo, type Graph } from './distances.ts'
import { type Hop, hopsOf, pick, towards } from './next-hops.ts'
import { type Branch, nests, prefixTree } from './prefix-tree.ts'

/** What was said of a node's routes, of one family. */
export interface Own {
  /** Its default route's gateway. */
  readonly gateway?: string | undefined
  /** It gets a default route from elsewhere. */
  readonly hasDefault: boolean
  readonly routes: readonly Cidr[]
}

export interface RoutingTask {
  readonly graph: Graph
  /** By node; none: its routes are not the lab's business. */
  readonly own: readonly (Own | undefined)[]
  /** The lab's own address space, in which it may route what nobody has. */
  readonly pools: readonly Cidr[]
  /** Who leads out of the lab. */
  readonly exits: readonly number[]
}

export interface Routed {
  /** By node: `DEST@VIA`. */
  readonly routes: readonly (readonly string[])[]
  /** The most routers that lie between two. */
  readonly farthest: number
}

/** Where a destination is, as each node sees it. */
export interface Distances {
  readonly from: Int16Array
  /** Whether they who have it pass on what is for it, routers or not. */
  readonly ownersPassOn: boolean
}

/**
 * Routes by shortest path to every subnet of one family, as few as will do. A node that doesn't forward gets a default
 * route, and others only where they lead elsewhere; a router gets a default route only where a way leads out of the lab.
 * Since each hop is nearer, no packet for an address of the lab's goes in circles.
 */
export function routesOf(task: RoutingTask): Routed {
  const { graph, exits } = task
  const isForward = (node: number) => graph.routers[node]?.forward === true
  const distances = graph.subnets.map(({ stub }, s): Distances => {
    const ownersPassOn = stub === true
    const from = distancesTo(graph, graph.members[s] ?? [], (node) => ownersPassOn || isForward(node))
    return { from, ownersPassOn }
  })
  const toExit = { from: distancesTo(graph, exits, () => true), ownersPassOn: true }
  const tree = treeOf(graph, [])
  const turns = turnsOf(graph)
  const flat = tree !== undefined && !nests(tree)
  const routes = graph.routers.map((_, at) => {
    const own = task.own[at]
    const hops = hopsOf(graph, at)
    if (own === undefined || hops.length === 0) return []
    const mine = own.routes.length === 0 ? tree : treeOf(graph, own.routes)
    return mine === undefined
      ? []
      : nodeRoutes({ ...task, at, own, hops, distances, toExit, flat, tree: mine, turn: turns[at] ?? 0 })
  })
  const farthest = distances.reduce((most, { from }) => from.reduce((a, b) => Math.max(a, b), most), 0)
  return { routes, farthest }
}

/** Routers take turns with routers, and the others with each other. */
function turnsOf({ routers }: Graph): number[] {
  let next = 0
  let other = 0
  return routers.map(({ forward }) => (forward ? next++ : other++))
}

/** The destinations, but those that a route leads to which was given. */
function treeOf({ subnets }: Graph, given: readonly Cidr[]): Branch<number> | undefined {
  const covered = (cidr: Cidr) => given.some((to) => to.prefix <= cidr.prefix && contains(to, cidr.ip))
  return prefixTree(subnets.flatMap(({ cidr }, s) => (covered(cidr) ? [] : { cidr, value: s })))
}

interface NodeTask extends Omit<RoutingTask, 'own'> {
  readonly at: number
  /** Which of several ways as good as each other it begins with. */
  readonly turn: number
  readonly own: Own
  readonly hops: readonly Hop[]
  readonly distances: readonly Distances[]
  readonly toExit: Distances
  readonly tree: Branch<number>
  /** No destination is within another. */
  readonly flat: boolean
}

function nodeRoutes({
  graph,
  at,
  own,
  hops,
  distances,
  toExit,
  tree,
  flat,
  turn,
  pools,
}: NodeTask): string[] {
  const forward = graph.routers[at]?.forward === true
  const inside = own.gateway !== undefined && isInside(graph, at, own.gateway)
  if (inside && !forward) return []
  const gets = own.gateway === undefined && !own.hasDefault
  if (gets && flat && !forward && hops.length === 1) {
    const useful = [toExit, ...distances].some((one) => towards(graph, hops, at, one) > 0n)
    return useful ? [`default@${hops[0]?.ip}`] : []
  }
  const out = gets ? towards(graph, hops, at, toExit) : 0n
  const world = !gets || out > 0n
  const ask: Aggregation = {
    way: wayOf(graph, hops, at, distances),
    free: (prefix) =>
      !world || pools.some((pool) => pool.prefix <= prefix.prefix && contains(pool, prefix.ip)),
    pick: (some) => pick(some, hops.length, turn),
  }
  const first = gets && (!forward || out > 0n) ? defaultHops(out, common(tree, ask)) : 0n
  const inherited = first > 0n ? ask.pick(first) : hops.findIndex(({ ip }) => ip === own.gateway)
  const text = (to: string, hop: number) => `${to}@${hops[hop]?.ip}`
  return [
    ...(first > 0n ? [text('default', inherited)] : []),
    ...aggregate(tree, ask, inherited).map(({ to, hop }) =>
      text(to.prefix === 0 ? 'default' : showCidr(to), hop),
    ),
  ]
}

/** The default route leads out, if anything does, and by the way of as many destinations as can be. */
function defaultHops(out: Hops, all: Hops): Hops {
  if (out > 0n) return (out & all) === 0n ? out : out & all
  return all === ANY ? 0n : all
}

const isInside = ({ subnets, subnetsAt }: Graph, at: number, gateway: string): boolean =>
  (subnetsAt[at] ?? []).some((s) => {
    const subnet = subnets[s]
    return subnet !== undefined && !subnet.stub && contains(subnet.cidr, gateway)
  })

/** By destination: its own subnet is the kernel's business. */
function wayOf(
  graph: Graph,
  hops: readonly Hop[],
  at: number,
  distances: readonly Distances[],
): (s: number) => Way {
  const ways = distances.map((one): Way => {
    if (one.from[at] === 0) return 'fixed'
    const some = towards(graph, hops, at, one)
    return some === 0n ? ANY : some
  })
  return (s) => ways[s] ?? ANY
}
