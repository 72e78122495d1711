import type { Place } from '../model/endpoint.ts'
import type { Link, Space } from '../model/facts.ts'
import type { IpLink, Seen } from './parse-observation.ts'

type Peer = NonNullable<Link['peer']>

/**
 * Finds each veth's other end. Within one namespace `ip` names it. Of an end elsewhere the kernel tells only the index,
 * and an id of its namespace that means nothing outside; two ends that name each other's index are a pair if no other
 * two do.
 */
export function withPeers(seen: ReadonlyMap<Place, Seen>): Record<Place, Space> {
  const away = endsByIndices(seen)
  const peerOf = (place: Place, { link, link_index, ifindex }: IpLink): Peer | undefined => {
    if (link !== undefined) return { place, link }
    const candidates = (away.get(`${link_index} ${ifindex}`) ?? []).filter((end) => end.place !== place)
    return candidates.length === 1 ? candidates[0] : undefined
  }
  const complete = (place: Place, { links, space }: Seen): Space => ({
    ...space,
    links: space.links.map((link, index): Link => {
      const source = links[index]
      const peer = link.kind === 'veth' && source ? peerOf(place, source) : undefined
      return peer === undefined ? link : { ...link, peer }
    }),
  })
  return Object.fromEntries([...seen].map(([place, one]) => [place, complete(place, one)]))
}

/** The veths whose other end is in another namespace, by their own index and the other's. */
function endsByIndices(seen: ReadonlyMap<Place, Seen>): ReadonlyMap<string, readonly Peer[]> {
  const ends = new Map<string, Peer[]>()
  for (const [place, { links }] of seen) {
    for (const { ifname, ifindex, link_index, linkinfo } of links) {
      if (linkinfo?.info_kind !== 'veth' || link_index === undefined) continue
      const key = `${ifindex} ${link_index}`
      ends.set(key, [...(ends.get(key) ?? []), { place, link: ifname }])
    }
  }
  return ends
}
