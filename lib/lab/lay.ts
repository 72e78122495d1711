import { showCidr } from '../model/address.ts'
import type { Lab, LabBridge, LabNode, LaidEnd, LaidLab, LaidNode } from '../model/lab.ts'
import { checkLab, checkNat } from './check.ts'
import { parsePools } from './given.ts'
import { interfacesByNode, type NamedEnd, nameInterfaces } from './interfaces.ts'
import { chooseMacs } from './macs.ts'
import { type NumberedHolder, numberSegments } from './number.ts'
import { labRoutes } from './routes.ts'
import { segmentsOf } from './segments.ts'
import { stubsOf } from './stubs.ts'
import { refuseTwice, refuseUnroutable, subnetsOf } from './subnets.ts'
import { sysctlsOf } from './sysctls.ts'

/** Where the addresses of a lab come from that says nothing: a segment has 10.0.N.0/24 and fd00:0:0:N::/64. */
const POOLS = ['10.0.0.0/8', 'fd00::/48']

const USUAL_MTU = 1500

/**
 * Chooses all that a lab's author left open: names of interfaces, MAC addresses, addresses, routes. The same lab is always
 * laid the same; what is added at its end changes no name or address of what was there, as long as it fits its subnets.
 *
 * @throws CtnetError exit 2: what can't be so, and what to write instead
 */
export function lay(lab: Lab): LaidLab {
  checkLab(lab)
  const named = nameInterfaces(lab)
  const macs = chooseMacs(named)
  const pools = parsePools('subnets', lab.subnets ?? POOLS)
  const stubs = stubsOf(named)
  const segments = numberSegments(
    segmentsOf(named),
    pools,
    stubs.map(({ cidr }) => cidr),
  )
  const subnets = subnetsOf(segments, stubs)
  const routed = lab.routing !== 'none'
  if (routed) refuseUnroutable(subnets, segments)
  refuseTwice(subnets, routed)
  const holders = segments.flatMap((segment) => segment.holders)
  const interfaces = interfacesByNode(named)
  checkNat(lab, interfaces)
  const forwarders = new Set(
    Object.entries(lab.nodes).flatMap(([name, node]) =>
      forwards(node, interfaces.get(name) ?? []) ? name : [],
    ),
  )
  const { routes, farthest } = labRoutes({ lab: named, holders, subnets, pools, forwarders })

  const byEnd = new Map(holders.flatMap((holder) => (holder.end === undefined ? [] : [[holder.end, holder]])))
  const layEnd = (end: NamedEnd): LaidEnd => ({
    ...end,
    addresses: (byEnd.get(end)?.cidrs ?? []).map(showCidr),
    mac: macs.get(end) ?? '',
  })
  return {
    name: lab.name,
    nodes: mapValues(named.nodes, (node, name): LaidNode => {
      const sysctls =
        routed && node.container === undefined
          ? sysctlsOf(node, interfaces.get(name) ?? [], farthest)
          : (node.sysctls ?? {})
      return {
        ...node,
        ...(Object.keys(sysctls).length > 0 && { sysctls }),
        forward: forwarders.has(name),
        routes: routes.get(name) ?? [],
      }
    }),
    links: named.links.map(({ ends: [a, b], mtu = USUAL_MTU }) => ({ ends: [layEnd(a), layEnd(b)], mtu })),
    bridges: mapValues(named.bridges ?? {}, (bridge, name): LabBridge => layBridge(bridge, name, holders)),
    externals: named.externals,
    ...(lab.routing !== undefined && { routing: lab.routing }),
    checks: lab.checks ?? [],
  }
}

function layBridge(bridge: LabBridge, name: string, holders: readonly NumberedHolder[]): LabBridge {
  const cidrs = holders.find((holder) => holder.bridge === name)?.cidrs ?? []
  return { ...bridge, addresses: cidrs.map(showCidr) }
}

/** A node forwards that says so, or that says nothing and has more than one interface; one that is there already only if it says so. */
const forwards = (node: LabNode, interfaces: readonly string[]): boolean =>
  node.switch !== true && (node.forward ?? (node.container === undefined && interfaces.length > 1))

const mapValues = <T, U>(
  record: Readonly<Record<string, T>>,
  map: (value: T, key: string) => U,
): Record<string, U> =>
  Object.fromEntries(Object.entries(record).map(([key, value]) => [key, map(value, key)]))
