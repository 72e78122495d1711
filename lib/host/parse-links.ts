import * as v from 'valibot'
import { type Cidr, familyOf, parseIp } from '../model/address.ts'
import type { Link } from '../model/facts.ts'
import { parseJsonLine } from './json-line.ts'

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

/** What `ip -j address show` says. */
export const parseLinks = (line?: string): IpLink[] => v.parse(v.array(IpLink), parseJsonLine(line))

/** A link as the rest of ctnet knows it; what it is one end of, or laid on top of, is found when all namespaces are seen. */
export function toLink(link: IpLink): Link {
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
