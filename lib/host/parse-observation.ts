import * as v from 'valibot'
import { type Cidr, type Family, familyOf, parseIp } from '../model/address.ts'
import type { DeadEnd, Link, Route, Space } from '../model/facts.ts'
import type { Firewall } from '../model/firewall.ts'
import { FORWARDING } from '../model/forwarding.ts'
import { parseJsonLine } from './json-line.ts'
import { firewallOf } from './parse-firewall.ts'
import { policyOf } from './parse-policy.ts'
import { parseControls } from './parse-tc.ts'

const IpAddress = v.object({
  family: v.string(),
  local: v.optional(v.string()),
  prefixlen: v.number(),
  /** It ends by itself, unless it is renewed. */
  dynamic: v.optional(v.boolean(), false),
  broadcast: v.optional(v.string()),
  scope: v.optional(v.string()),
  tentative: v.optional(v.boolean()),
  dadfailed: v.optional(v.boolean()),
})

/** What is used of what only links of a kind have. */
const LinkData = v.object({
  stp_state: v.optional(v.number()),
  vlan_filtering: v.optional(v.number()),
  nf_call_iptables: v.optional(v.number()),
  nf_call_ip6tables: v.optional(v.number()),
  mode: v.optional(v.union([v.string(), v.number()])),
  id: v.optional(v.number()),
  remote: v.optional(v.string()),
  remote6: v.optional(v.string()),
  port: v.optional(v.number()),
})

/** What is used of `ip -j -d address show` (iproute2 5.0 and later). */
const IpLink = v.object({
  ifindex: v.number(),
  ifname: v.string(),
  flags: v.array(v.string()),
  mtu: v.number(),
  link_type: v.optional(v.string(), ''),
  address: v.optional(v.string(), ''),
  master: v.optional(v.string()),
  ifalias: v.optional(v.string()),
  permaddr: v.optional(v.string()),
  'netns-immutable': v.optional(v.boolean(), false),
  /** The other end's name, if it is in the same namespace; else its index. */
  link: v.optional(v.string()),
  link_index: v.optional(v.number()),
  link_netnsid: v.optional(v.number()),
  linkinfo: v.optional(
    v.object({
      info_kind: v.optional(v.string()),
      info_data: v.optional(LinkData),
      info_slave_data: v.optional(
        v.object({ isolated: v.optional(v.boolean()), hairpin: v.optional(v.boolean()) }),
      ),
    }),
  ),
  addr_info: v.array(IpAddress),
})
export type IpLink = v.InferOutput<typeof IpLink>

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

/** What is used of `bridge -j vlan show`. */
const PortVlans = v.object({
  ifname: v.string(),
  vlans: v.array(
    v.object({
      vlan: v.number(),
      vlanEnd: v.optional(v.number()),
      flags: v.optional(v.array(v.string()), []),
    }),
  ),
})

/** A namespace as it was seen; the links' peers are found afterwards, when all are known. */
export interface Seen {
  readonly links: readonly IpLink[]
  readonly space: Space
  /** If it was asked for, and there is a program for it. */
  readonly firewall: Firewall | undefined
  /** Whether `tc` told what it knows. */
  readonly tc: boolean
}

/** Reads what the observing script printed: a section for each namespace that could be entered. */
export function parseObservation(output: string): Map<string, Seen> {
  const seen = new Map<string, Seen>()
  for (const section of output.split(/^@ /m).slice(1)) {
    const [place = '', ...lines] = section.split('\n')
    const json = lines.filter((line) => line.startsWith('['))
    if (json.length === 0) continue
    const links = parseLinks(json[0])
    const routes = v.parse(v.array(IpRoute), parseJsonLine(json[1]))
    const vlans = vlansOf(v.parse(v.array(PortVlans), parseJsonLine(json[2])))
    const controls = parseControls(lines)
    const radios = radiosOf(lines)
    seen.set(place, {
      links,
      space: {
        links: links.map((link) => ({
          ...toLink(link),
          ...vlans.get(link.ifname),
          ...(radios.has(link.ifname) && { wireless: true }),
          ...(controls?.has(link.ifname) && { tc: controls.get(link.ifname) }),
        })),
        routes: routes.flatMap(toRoute),
        sysctls: telling(sysctlsOf(lines), routes),
        ...policyOf(lines),
      },
      firewall: firewallOf(lines),
      tc: controls !== undefined,
    })
  }
  return seen
}

/** What `ip -j address show` says. */
export const parseLinks = (line?: string): IpLink[] => v.parse(v.array(IpLink), parseJsonLine(line))

function toLink(link: IpLink): Link {
  return {
    name: link.ifname,
    kind: link.link_type === 'loopback' ? 'loopback' : (link.linkinfo?.info_kind ?? ''),
    mac: link.address,
    mtu: link.mtu,
    up: link.flags.includes('UP'),
    master: link.master,
    alias: link.ifalias,
    ...(link.permaddr !== undefined && { permanent: link.permaddr }),
    ...(link['netns-immutable'] && { immutable: true }),
    ...ofKind(link),
    ...asPort(link),
    addresses: link.addr_info.flatMap(({ local, prefixlen, dynamic, broadcast }): Cidr[] =>
      local === undefined
        ? []
        : [
            {
              family: familyOf(local),
              ip: parseIp(local),
              prefix: prefixlen,
              ...(dynamic && { leased: true }),
              ...(broadcast !== undefined && { broadcast }),
            },
          ],
    ),
  }
}

/** Of each port of a bridge the VLAN of its untagged frames, where it isn't 1, and those that it carries tagged. */
function vlansOf(ports: readonly v.InferOutput<typeof PortVlans>[]): Map<string, Partial<Link>> {
  return new Map(
    ports.map(({ ifname, vlans }): [string, Partial<Link>] => {
      const untagged = vlans.find(({ flags }) => flags.includes('PVID'))?.vlan
      const tagged = vlans
        .filter(({ flags }) => !flags.includes('Egress Untagged'))
        .flatMap(({ vlan, vlanEnd = vlan }) =>
          Array.from({ length: vlanEnd - vlan + 1 }, (_, index) => vlan + index),
        )
      return [
        ifname,
        {
          ...(untagged !== undefined && untagged !== 1 && { vlan: untagged }),
          ...(tagged.length > 0 && { tagged }),
        },
      ]
    }),
  )
}

const radiosOf = (lines: readonly string[]): ReadonlySet<string> =>
  new Set(
    lines.flatMap((line) => (line.startsWith('wireless ') ? line.slice(line.lastIndexOf('/') + 1) : [])),
  )

/** What only links of its kind have. */
function ofKind({ linkinfo }: IpLink): Partial<Link> {
  const { info_data: data = {}, info_kind: kind } = linkinfo ?? {}
  switch (kind) {
    case 'bridge':
      return { stp: data.stp_state !== 0, filtering: data.vlan_filtering === 1, ...filteredOf(data) }
    case 'vlan':
      return { vlan: data.id }
    case 'macvlan':
    case 'ipvlan':
      return { mode: String(data.mode) }
    case 'vxlan': {
      const remote = data.remote ?? data.remote6
      return data.id === undefined
        ? {}
        : { tunnel: { vni: data.id, remote: remote && parseIp(remote), port: data.port ?? 0 } }
    }
    default:
      return {}
  }
}

/** What only a bridge's port has. */
const asPort = ({ linkinfo }: IpLink): Partial<Link> => ({
  ...(linkinfo?.info_slave_data?.isolated && { isolated: true }),
  ...(linkinfo?.info_slave_data?.hairpin && { hairpin: true }),
})

/** The families of which the firewall sees this bridge's frames in any case. */
function filteredOf(data: v.InferOutput<typeof LinkData>): Partial<Link> {
  const filtered = ([4, 6] as const).filter(
    (family) => (family === 4 ? data.nf_call_iptables : data.nf_call_ip6tables) === 1,
  )
  return filtered.length === 0 ? {} : { filtered }
}

const DEAD_ENDS: readonly DeadEnd[] = ['blackhole', 'unreachable', 'prohibit']

function toRoute(route: v.InferOutput<typeof IpRoute>): Route[] {
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

const sysctlsOf = (lines: readonly string[]): Record<string, string> =>
  Object.fromEntries(
    lines.flatMap((line) => {
      const colon = line.indexOf(':')
      return line.startsWith('net/') ? [[line.slice(0, colon), line.slice(colon + 1)] as const] : []
    }),
  )

/** Without what goes without saying of an interface: it forwards as the host does, and nobody advertises it a route. */
const telling = (
  sysctls: Readonly<Record<string, string>>,
  routes: readonly v.InferOutput<typeof IpRoute>[],
): Record<string, string> =>
  Object.fromEntries(
    Object.entries(sysctls).filter(([path, value]) => {
      const [, family, name, key] = /^net\/ipv([46])\/conf\/(.+)\/(forwarding|accept_ra)$/.exec(path) ?? []
      if (key === 'accept_ra')
        return value === '2' || routes.some(({ dev, protocol }) => dev === name && protocol === 'ra')
      const all = FORWARDING[family === '4' ? 4 : 6]
      return key === undefined || path === all || (name !== 'all' && value !== sysctls[all])
    }),
  )
