import type { Place } from './endpoint.ts'
import { type Facts, type Link, type LinkPlace, linkOf, type Space, spaceOf } from './facts.ts'
import { NO_CONTROL, type TrafficControl } from './traffic-control.ts'

// Changes to facts, each of them pure: what a step's effect is made of.

/** Below this MTU the kernel gives an interface no IPv6 (RFC 8200, section 5). */
export const SMALLEST_IPV6_MTU = 1280

export function changeSpace(facts: Facts, place: Place, change: (space: Space) => Partial<Space>): Facts {
  const space = spaceOf(facts, place)
  return { ...facts, spaces: { ...facts.spaces, [place]: { ...space, ...change(space) } } }
}

/** A file of the host's gets another text, or goes. */
export function withFile(facts: Facts, path: string, text: string | undefined): Facts {
  const { [path]: _, ...others } = facts.files ?? {}
  return { ...facts, files: text === undefined ? others : { ...others, [path]: text } }
}

/** A container gets another hostname. */
export function withHostname(facts: Facts, place: Place, name: string): Facts {
  const before = facts.hostnames?.[place]
  return before === undefined
    ? facts
    : { ...facts, hostnames: { ...facts.hostnames, [place]: { ...before, name } } }
}

/** A link comes; its settings begin as the namespace's defaults. */
export const withLink = (facts: Facts, place: Place, link: Link): Facts =>
  changeSpace(facts, place, ({ links, sysctls }) => {
    const defaults = Object.entries(sysctls).filter(
      ([path]) =>
        path.includes('/conf/default/') && (path.startsWith('net/ipv4/') || link.mtu >= SMALLEST_IPV6_MTU),
    )
    const own = defaults.map(([path, value]) => [path.replace('/default/', `/${link.name}/`), value])
    return {
      links: [...links, link],
      ...(own.length > 0 && { sysctls: { ...sysctls, ...Object.fromEntries(own) } }),
    }
  })

export const changeLink = (facts: Facts, place: Place, name: string, change: Partial<Link>): Facts =>
  changeSpace(facts, place, ({ links }) => ({
    links: links.map((link) => (link.name === name ? { ...link, ...change } : link)),
  }))

export function changeControl(
  facts: Facts,
  place: Place,
  name: string,
  change: (control: TrafficControl) => Partial<TrafficControl>,
): Facts {
  const before = linkOf(facts, place, name)?.tc ?? NO_CONTROL
  const tc = { ...before, ...change(before) }
  const isNone = Object.values(tc).every((list) => list.length === 0)
  return changeLink(facts, place, name, { tc: isNone ? undefined : tc })
}

/** A link goes: with it its peer, its addresses and routes, and, of a bridge, the ports' membership. */
export function withoutLink(facts: Facts, place: Place, name: string): Facts {
  const peer = linkOf(facts, place, name)?.peer
  const rest = withoutEnd(facts, place, name)
  return peer === undefined ? rest : withoutEnd(rest, peer.place, peer.link)
}

/** One end of a link goes. */
const withoutEnd = (facts: Facts, place: Place, name: string): Facts =>
  changeSpace(facts, place, ({ links, routes, sysctls }) => ({
    links: links
      .filter((link) => link.name !== name)
      .map((link) => (link.master === name ? { ...link, master: undefined } : link)),
    routes: routes.filter((route) => route.dev !== name),
    sysctls: Object.fromEntries(Object.entries(sysctls).filter(([path]) => !path.includes(`/conf/${name}/`))),
  }))

/** A namespace comes. */
export const withSpace = (facts: Facts, place: Place, space: Space): Facts => ({
  ...facts,
  spaces: { ...facts.spaces, [place]: space },
})

/** A namespace goes, and with it the other ends of its links. */
export function withoutSpace(facts: Facts, place: Place): Facts {
  const { [place]: gone, ...spaces } = facts.spaces
  const ends = (gone?.links ?? []).flatMap(({ peer }) => (peer && spaces[peer.place] ? [peer] : []))
  return ends.reduce((known: Facts, end) => withoutEnd(known, end.place, end.link), { ...facts, spaces })
}

/** A link gets another name; what refers to it follows. */
export function renamed(facts: Facts, place: Place, from: string, to: string): Facts {
  const peer = linkOf(facts, place, from)?.peer
  const here = changeSpace(facts, place, ({ links, routes, sysctls }) => ({
    links: links.map((link) => ({
      ...link,
      ...(link.name === from && { name: to }),
      ...(link.master === from && { master: to }),
    })),
    routes: routes.map((route) => (route.dev === from ? { ...route, dev: to } : route)),
    sysctls: Object.fromEntries(
      Object.entries(sysctls).map(([path, value]) => [path.replace(`/conf/${from}/`, `/conf/${to}/`), value]),
    ),
  }))
  return peer === undefined ? here : changeLink(here, peer.place, peer.link, { peer: { place, link: to } })
}

/** A link goes into another namespace, under a name: down, without what it had there. */
export function moved(facts: Facts, from: LinkPlace, to: LinkPlace): Facts {
  const link = linkOf(facts, from.place, from.link)
  if (link === undefined) return facts
  const gone = withoutEnd(facts, from.place, from.link)
  const come = withLink(gone, to.place, { ...link, name: to.link, up: false, addresses: [], tc: undefined })
  return link.peer === undefined ? come : changeLink(come, link.peer.place, link.peer.link, { peer: to })
}
