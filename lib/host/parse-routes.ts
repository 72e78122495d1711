import * as v from 'valibot'
import { type Family, parseIp } from '../model/address.ts'
import type { DeadEnd, Route } from '../model/route.ts'
import { parseJsonLine } from './json-line.ts'

/** What is used of `ip -j -d route show table all`. */
const IpRoute = v.object({
  type: v.optional(v.string(), 'unicast'),
  dst: v.string(),
  gateway: v.optional(v.string()),
  dev: v.optional(v.string()),
  table: v.optional(v.string(), 'main'),
  protocol: v.optional(v.string(), 'boot'),
  scope: v.optional(v.string()),
  metric: v.optional(v.number()),
  prefsrc: v.optional(v.string()),
  pref: v.optional(v.string()),
  flags: v.optional(v.array(v.string()), []),
  metrics: v.optional(v.array(v.object({ mtu: v.optional(v.number()) })), []),
})
export type IpRoute = v.InferOutput<typeof IpRoute>

export const parseRoutes = (line: string | undefined): readonly IpRoute[] =>
  v.parse(v.array(IpRoute), parseJsonLine(line))

const DEAD_ENDS: readonly DeadEnd[] = ['blackhole', 'unreachable', 'prohibit']

/** What it leads to, or why it leads nowhere; nothing of one that ctnet doesn't deal with. */
export function toRoute(route: IpRoute): Route[] {
  const type = DEAD_ENDS.find((known) => known === route.type)
  // IPv4's dead ends name no interface, IPv6's name the loopback.
  const dev = type === undefined ? route.dev : 'lo'
  if ((route.type !== 'unicast' && type === undefined) || dev === undefined) return []
  const v6 = route.dst.includes(':') || route.gateway?.includes(':') === true || route.pref !== undefined
  const family: Family = v6 ? 6 : 4
  return [
    {
      family,
      type,
      to: canonicalSubnet(route.dst),
      via: route.gateway && parseIp(route.gateway),
      dev,
      table: route.table,
      protocol: route.protocol,
      scope: route.scope,
      metric: route.metric,
      src: route.prefsrc,
      ...(route.flags.includes('onlink') && { onlink: true }),
      mtu: route.metrics.find(({ mtu }) => mtu !== undefined)?.mtu,
    },
  ]
}

/** `default`, or an address or subnet as the rest of ctnet spells it: `ip` has other words for an IPv4-mapped one. */
function canonicalSubnet(dst: string): string {
  const [ip = '', prefix] = dst.split('/')
  if (dst === 'default') return dst
  return prefix === undefined ? parseIp(ip) : `${parseIp(ip)}/${prefix}`
}
