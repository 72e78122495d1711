import { HOST, type Place } from '../model/endpoint.ts'
import { LAB_MARK, type Link, type LinkPlace, type Space } from '../model/facts.ts'
import type { NamespaceIds } from './namespace-ids.ts'
import type { IpLink } from './parse-links.ts'
import type { Seen } from './parse-observation.ts'

type AllSeen = ReadonlyMap<Place, Seen>

/**
 * Finds each veth's other end, and what a link is laid on top of. Within one namespace `ip` names it. Of an end elsewhere
 * the kernel tells only the index, and an id of its namespace that means nothing outside. Two ends that name each other's
 * index are a pair if no other two do, or if the ids, where they were asked for, say so.
 */
export function withPeers(seen: AllSeen, ids: NamespaceIds = new Map()): Record<Place, Space> {
  const away = endsByIndices(seen)
  const peerOf = (place: Place, source: IpLink): LinkPlace | undefined => {
    if (source.link !== undefined) return { place, link: source.link }
    const known = ids.get(place)
    const [first, second] = candidatesFor(place, source, away).filter(
      (end) => known === undefined || known.get(source.link_netnsid ?? -1) === end.place,
    )
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

/** The namespaces whose ids must be known, because of one end several may be the other. */
export function inDoubt(seen: AllSeen): ReadonlySet<Place> {
  const away = endsByIndices(seen)
  const places = [...away.values()].flat().flatMap(({ place, source }) => {
    const ends = candidatesFor(place, source, away)
    return ends.length > 1 ? [place, ...ends.map((end) => end.place)] : []
  })
  return new Set(places)
}

const LAID_ON_TOP = ['vlan', 'macvlan', 'macvtap', 'ipvlan', 'ipvtap']

/** What a link is laid on top of: in its own namespace, or, by the index, in the host. */
function parentOf(seen: AllSeen, place: Place, { link, link_index }: IpLink): LinkPlace | undefined {
  if (link !== undefined) return { place, link }
  const found = seen.get(HOST)?.links.find(({ ifindex }) => place !== HOST && ifindex === link_index)
  return found && { place: HOST, link: found.ifname }
}

interface End extends LinkPlace {
  readonly source: IpLink
}

type Ends = ReadonlyMap<string, readonly End[]>

/** The veths whose other end is in another namespace, by their own index and the other's. */
function endsByIndices(seen: AllSeen): Ends {
  const ends = new Map<string, End[]>()
  for (const [place, { links }] of seen) {
    for (const source of links) {
      const { ifname, ifindex, linkinfo, link_index } = source
      if (linkinfo?.info_kind !== 'veth' || link_index === undefined) continue
      const key = `${ifindex} ${link_index}`
      const others = ends.get(key) ?? []
      ends.set(key, others)
      others.push({ place, link: ifname, source })
    }
  }
  return ends
}

/** What may be a veth's other end, by its index. A cable between containers has the same mark at both ends, a lab's always. */
function candidatesFor(place: Place, { ifindex, link_index, ifalias }: IpLink, ends: Ends): readonly End[] {
  const all = (ends.get(`${link_index} ${ifindex}`) ?? []).filter((end) => end.place !== place)
  const alike = all.filter(({ source }) => ifalias !== undefined && source.ifalias === ifalias)
  if (alike.length > 0 && (alike.length === 1 || isLabs(ifalias))) return alike
  return all.filter(({ source }) => !(isLabs(source.ifalias) || isLabs(ifalias)))
}

const isLabs = (alias: string | undefined): boolean => alias?.startsWith(LAB_MARK) === true
