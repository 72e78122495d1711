import type { Family } from '../../model/address.ts'
import { changeSpace } from '../../model/effects.ts'
import type { Facts } from '../../model/facts.ts'
import { type Route, sameRoute } from '../../model/route.ts'
import {
  type Command,
  guardOf,
  ip,
  type KnownLink,
  type Step,
  type Undoing,
  unlessShown,
  whenShown,
} from '../step.ts'

export interface RouteSpec {
  readonly family: Family
  /** A subnet, or `default`. */
  readonly to: string
  readonly via?: string | undefined
}

/** A route as words of `ip route` (ip-route(8)); what the kernel would choose anyway is left out. */
const routeArgs = (route: Route): string[] => [
  ...(route.type === undefined ? [] : [route.type]),
  ...keyArgs(route),
  ...(route.onlink ? ['onlink'] : []),
  ...(route.mtu === undefined ? [] : ['mtu', String(route.mtu)]),
]

/** Those of the words that also `ip route show` knows. */
const keyArgs = (route: Route): string[] => [
  ...(route.to === 'default' ? [route.family === 6 ? '::/0' : '0.0.0.0/0'] : [route.to]),
  ...(route.via === undefined ? [] : ['via', route.via]),
  ...(route.type === undefined ? ['dev', route.dev] : []),
  ...(route.table === 'main' ? [] : ['table', route.table]),
  ...(route.protocol === 'boot' ? [] : ['proto', route.protocol]),
  ...(route.scope === undefined || route.family === 6 ? [] : ['scope', route.scope]),
  ...(route.metric === undefined ? [] : ['metric', String(route.metric)]),
  ...(route.src === undefined ? [] : ['src', route.src]),
]

/** What the kernel fills in when `ip route add` doesn't say it. */
const complete = ({ family, to, via }: RouteSpec, dev: string): Route => ({
  family,
  to,
  via,
  dev,
  table: 'main',
  protocol: 'boot',
  ...(family === 4 ? { scope: via === undefined ? 'link' : 'global' } : { scope: 'global', metric: 1024 }),
})

/** Tells a namespace the way to a subnet, through one of its links (ip-route(8)). */
export function addRoute(link: KnownLink, spec: RouteSpec, why = `Tell it the way to ${spec.to}`): Step {
  // `default` alone would be IPv4's, whatever the gateway's family.
  const to = spec.to === 'default' && spec.family === 6 ? '::/0' : spec.to
  const words = [to, ...(spec.via === undefined ? [] : ['via', spec.via]), 'dev', link.name]
  return adding(link, complete(spec, link.name), words, why)
}

/** Adds a route with all that it has. */
export const addWholeRoute = (link: KnownLink, route: Route, why: string): Step =>
  adding(link, route, routeArgs(route), why)

function adding(link: KnownLink, route: Route, words: readonly string[], why: string): Step {
  const { in: place } = link
  return {
    in: place,
    run: [ip('route', 'add', ...words)],
    effect: (facts) => changeSpace(facts, place, ({ routes }) => ({ routes: [...routes, route] })),
    why,
    undo: {
      ...deleteRoute(link, route),
      run: [whenShown(shownBy(route), 'route', 'del', ...routeArgs(route))],
    },
    done: `the route to ${route.to} is there`,
    on: link,
  }
}

/** What shows just this route; `show` doesn't tell the family from the subnet. */
const shownBy = (route: Route): string[] => [
  ...[`-${route.family}`, 'route', 'show', 'exact'],
  ...keyArgs(route),
  ...(route.type === undefined ? [] : ['type', route.type]),
]

/** What shows whatever leads to the same destination with the same metric: of those, IPv4 has but one. */
const shownInPlaceOf = ({ family, to, table, metric = 0 }: Route): string[] => [
  ...[`-${family}`, 'route', 'show', 'exact', to === 'default' ? (family === 6 ? '::/0' : '0.0.0.0/0') : to],
  ...['table', table, 'metric', String(metric)],
]

/** A route as it was, unless it is still there. */
export const putBack = (route: Route): Command =>
  unlessShown(shownBy(route), 'route', 'add', ...routeArgs(route))

/** Puts a route in the place of one to the same destination, with the same metric: at no time there is none. */
export function replaceRoute(link: KnownLink, route: Route, old: Route, why: string): Step {
  const { in: place } = link
  const exchange = (gone: Route, come: Route): Step['effect'] => {
    const others = (routes: readonly Route[]) => routes.filter((one) => !sameRoute(one, gone))
    return (facts) => changeSpace(facts, place, ({ routes }) => ({ routes: [...others(routes), come] }))
  }
  return {
    in: place,
    run: [ip('route', 'replace', ...routeArgs(route))],
    effect: exchange(old, route),
    why,
    undo: {
      in: place,
      run: [
        whenShown(shownBy(route), 'route', 'replace', ...routeArgs(old)),
        unlessShown(shownInPlaceOf(old), 'route', 'add', ...routeArgs(old)),
      ],
      effect: exchange(route, old),
      why: 'Put the route back',
      guard: guardOf(link),
    },
  }
}

/** Takes a route away; taken back with all that it had. */
export function removeRoute(link: KnownLink, route: Route, why: string): Step {
  const { guard, ...removal } = deleteRoute(link, route)
  const { in: place } = link
  return {
    ...removal,
    why,
    undo: {
      in: place,
      run: [putBack(route)],
      effect: (facts) => changeSpace(facts, place, ({ routes }) => ({ routes: [...routes, route] })),
      why: 'Put the route back',
      guard,
    },
    done: `the route to ${route.to} is gone`,
  }
}

/** Leads a route through another link, at once (ip-route(8), `replace`). */
export function moveRoute(from: KnownLink, to: KnownLink, route: Route, why: string): Step {
  const moved = { ...route, dev: to.name }
  const change = (before: Route, after: Route) => ({
    in: from.in,
    run: [ip('route', 'replace', ...routeArgs(after))],
    effect: (facts: Facts) =>
      changeSpace(facts, from.in, ({ routes }) => ({
        routes: [...routes.filter((one) => !sameRoute(one, before)), after],
      })),
  })
  return {
    ...change(route, moved),
    why,
    undo: { ...change(moved, route), why: 'Lead it back', guard: guardOf(from) },
    on: from,
  }
}

const deleteRoute = (link: KnownLink, route: Route): Undoing => ({
  in: link.in,
  run: [ip('route', 'del', ...routeArgs(route))],
  effect: (facts) =>
    changeSpace(facts, link.in, ({ routes }) => ({ routes: routes.filter((r) => !sameRoute(r, route)) })),
  why: `Take the route to ${route.to} away`,
  guard: guardOf(link),
})
