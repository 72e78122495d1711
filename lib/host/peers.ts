import { HOST, type Place } from '../model/endpoint.ts'
import type { Link, LinkPlace, Space } from '../model/facts.ts'
import type { IpLink, Seen } from './parse-observation.ts'

/**
 * Finds each veth's other end, and what a link is laid on top of. Within one namespace `ip` names it. Of an end elsewhere the kernel tells only the index,
 * and an id of its namespace that means nothing outside; two ends that name each other's index are a pair if no other
 * two do.
 */
export function withPeers(seen: ReadonlyMap<Place, Seen>): Record<Place, Space> {
  const away = endsByIndices(seen)
  const peerOf = (place: Place, { link, link_index, ifindex }: IpLink): LinkPlace | undefined => {
    if (link !== undefined) return { place, link }
    const candidates = (away.get(`${link_index} ${ifindex}`) ?? []).filter((end) => end.place !== place)
    return candidates.length === 1 ? candidates[0] : undefined
  }
  const complete = (place: Place, { links, space }: Seen): Space => ({
    ...space,
    links: space.links.map((link, index): Link => {
      const source = links[index]
      if (source === undefined) return link
      const peer = link.kind === 'veth' ? peerOf(place, source) : undefined
      const parent = LAID_ON_TOP.includes(link.kind) ? parentOf(seen, place, source) : undefined
      return { ...link, ...(peer && { peer }), ...(parent && { parent }) }
    }),
  })
  return Object.fromEntries([...seen].map(([place, one]) => [place, complete(place, one)]))
}

const LAID_ON_TOP = ['vlan', 'macvlan', 'macvtap', 'ipvlan', 'ipvtap']

/** What a link is laid on top of: in its own namespace, or, by the index, in the host. */
function parentOf(
  seen: ReadonlyMap<Place, Seen>,
  place: Place,
  { link, link_index }: IpLink,
): LinkPlace | undefined {
  if (link !== undefined) return { place, link }
  const found = seen.get(HOST)?.links.find(({ ifindex }) => place !== HOST && ifindex === link_index)
  return found && { place: HOST, link: found.ifname }
}

/** The veths whose other end is in another namespace, by their own index and the other's. */
function endsByIndices(seen: ReadonlyMap<Place, Seen>): ReadonlyMap<string, readonly LinkPlace[]> {
  const ends = new Map<string, LinkPlace[]>()
  for (const [place, { links }] of seen) {
    for (const { ifname, ifindex, link_index, linkinfo } of links) {
      if (linkinfo?.info_kind !== 'veth' || link_index === undefined) continue
      const key = `${ifindex} ${link_index}`
      ends.set(key, [...(ends.get(key) ?? []), { place, link: ifname }])
    }
  }
  return ends
}
