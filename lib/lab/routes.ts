import { type Cidr, type Family, familyOf, parseAddress } from '../model/address.ts'
import { HOST } from '../model/endpoint.ts'
import { usageError } from '../model/error.ts'
import type { LabExternal } from '../model/lab.ts'
import { graphOf } from './distances.ts'
import { type GivenRoute, parseGivenRoute, saying } from './given.ts'
import type { NamedLab } from './interfaces.ts'
import type { NumberedHolder } from './number.ts'
import { type Own, routesOf } from './routing.ts'
import { type Subnet, WORLD } from './subnets.ts'

export interface LabRoutes {
  /** By node: those that were given, the gateways, those that were computed. */
  readonly routes: ReadonlyMap<string, readonly string[]>
  /** The most routers that lie between two nodes. */
  readonly farthest: number
}

interface RoutesTask {
  readonly lab: NamedLab
  readonly holders: readonly NumberedHolder[]
  readonly subnets: readonly Subnet[]
  readonly pools: readonly Cidr[]
  readonly forwarders: ReadonlySet<string>
}

/** All routes of all nodes. @throws exit 2 */
export function labRoutes({ lab, holders, subnets, pools, forwarders }: RoutesTask): LabRoutes {
  const names = Object.keys(lab.nodes)
  const gateways = gatewaysByNode(holders)
  const given = new Map(names.map((node) => [node, givenRoutes(lab, node, gateways.get(node) ?? [])]))
  const said = new Map(names.map((node) => [node, (given.get(node) ?? []).map(({ text }) => text)]))
  if (lab.routing === 'none') return { routes: said, farthest: 0 }

  const routers = [...names, HOST, WORLD].map((name) => ({ name, forward: forwarders.has(name) }))
  const families = ([4, 6] as const).map((family) => {
    const graph = graphOf(
      routers,
      subnets.filter((subnet) => subnet.family === family),
    )
    const ips = new Set(graph.subnets.flatMap(({ members }) => members.map(({ ip }) => ip)))
    const own = routers.map(({ name }) => ownOf(lab, name, family, given.get(name)))
    const exits = routers.flatMap(({ name, forward }, at) => {
      if (name === WORLD) return at
      const one = own[at]
      if (one === undefined || !forward) return []
      const elsewhere = one.gateway === undefined ? one.leased : !ips.has(one.gateway)
      return elsewhere ? at : []
    })
    return routesOf({ graph, own, exits, pools: pools.filter((pool) => pool.family === family) })
  })
  const routes = names.map((node, at) => {
    const computed = families.flatMap((one) => one.routes[at] ?? [])
    return [node, [...(said.get(node) ?? []), ...computed]] as const
  })
  return { routes: new Map(routes), farthest: Math.max(...families.map(({ farthest }) => farthest)) }
}

interface Said extends GivenRoute {
  readonly text: string
}

/** The routes that were given to a node, the gateways of its addresses too. @throws exit 2 */
function givenRoutes(lab: NamedLab, node: string, gateways: readonly string[]): Said[] {
  const texts = [...(lab.nodes[node]?.routes ?? []), ...gateways.map((ip) => `default@${ip}`)]
  const routes = texts.map((text) => ({ text, ...parseGivenRoute(node, text) }))
  for (const family of [4, 6] as const) {
    const [one, other] = routes.filter(({ to, via }) => to === undefined && via && familyOf(via) === family)
    if (one === undefined || other === undefined) continue
    throw usageError(`${node} has two default routes: ${one.via} and ${other.via}`, 'leave one of them out')
  }
  return routes
}

function gatewaysByNode(holders: readonly NumberedHolder[]): Map<string, readonly string[]> {
  const byNode = new Map<string, readonly string[]>()
  for (const { node, gateways } of holders) {
    if (gateways.length > 0) byNode.set(node, [...(byNode.get(node) ?? []), ...gateways])
  }
  return byNode
}

interface NodeOwn extends Own {
  /** It gets its default route from a server, or from the bridge that it is attached to. */
  readonly leased: boolean
}

/** Whether an interface that leads out of the lab brings a default route that nobody names. */
function bringsDefault({ network, addresses = ['auto'] }: LabExternal, family: Family): boolean {
  if (family === 4 && addresses.includes('dhcp')) return true
  return network.startsWith('bridge:') && addresses.includes('auto')
}

function ownOf(
  lab: NamedLab,
  node: string,
  family: Family,
  given: readonly Said[] | undefined,
): NodeOwn | undefined {
  const declared = lab.nodes[node]
  if (declared === undefined || given === undefined || declared.switch) return undefined
  const externals = lab.externals.filter((external) => external.node === node)
  const outside = externals.flatMap(({ addresses = [] }) =>
    addresses.map((text) => saying(node, () => parseAddress(text))),
  )
  const leased = externals.some((external) => bringsDefault(external, family))
  const gateways = outside.flatMap((spec) => (spec.kind === 'cidr' ? (spec.gateway ?? []) : []))
  const defaults = given.flatMap(({ to, via }) => (to === undefined ? (via ?? []) : []))
  return {
    gateway: [...defaults, ...gateways].find((ip) => familyOf(ip) === family),
    hasDefault: leased || declared.container !== undefined,
    leased,
    routes: given.flatMap(({ to }) => (to?.family === family ? to : [])),
  }
}
