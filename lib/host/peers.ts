import { HOST, type Place } from '../model/endpoint.ts'
import { LAB_MARK, type Link, type LinkPlace, type Space } from '../model/facts.ts'
import type { IpLink, Seen } from './parse-observation.ts'

/**
 * Finds each veth's other end, and what a link is laid on top of. Within one namespace `ip` names it. Of an end elsewhere the kernel tells only the index,
 * and an id of its namespace that means nothing outside; two ends that name each other's index are a pair if no other
 * two do. A cable of a lab has the same mark at both ends.
 */
export function withPeers(seen: ReadonlyMap<Place, Seen>): Record<Place, Space> {
  const away = endsByIndices(seen)
  const peerOf = (place: Place, { link, link_index, ifindex, ifalias }: IpLink): LinkPlace | undefined => {
    if (link !== undefined) return { place, link }
    const candidates = (away.get(`${link_index} ${ifindex}`) ?? []).filter(
      (end) => end.place !== place && (end.alias === ifalias || !(isLabs(end.alias) || isLabs(ifalias))),
    )
    const [first, second] = candidates
    return first === undefined || second !== undefined ? undefined : { place: first.place, link: first.link }
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

interface MarkedEnd extends LinkPlace {
  readonly alias: string | undefined
}

const isLabs = (alias: string | undefined): boolean => alias?.startsWith(LAB_MARK) === true

/** The veths whose other end is in another namespace, by their own index and the other's. */
function endsByIndices(seen: ReadonlyMap<Place, Seen>): ReadonlyMap<string, readonly MarkedEnd[]> {
  const ends = new Map<string, MarkedEnd[]>()
  for (const [place, { links }] of seen) {
    for (const { ifname, ifindex, ifalias, link_index, linkinfo } of links) {
      if (linkinfo?.info_kind !== 'veth' || link_index === undefined) continue
      const key = `${ifindex} ${link_index}`
      const others = ends.get(key) ?? []
      ends.set(key, others)
      others.push({ place, link: ifname, alias: ifalias })
    }
  }
  return ends
}
