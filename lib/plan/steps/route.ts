import type { Family } from '../../model/address.ts'
import type { Place } from '../../model/endpoint.ts'
import { changeSpace, type Route, sameRoute } from '../../model/facts.ts'
import { ip, type Step } from '../step.ts'

export interface RouteSpec {
  readonly family: Family
  /** A subnet, or `default`. */
  readonly to: string
  readonly via?: string | undefined
  readonly dev: string
}

/** A route as words of `ip route` (ip-route(8)); what the kernel would choose anyway is left out. */
export const routeArgs = (route: Route): string[] => [
  ...(route.to === 'default' ? [route.family === 6 ? '::/0' : '0.0.0.0/0'] : [route.to]),
  ...(route.via === undefined ? [] : ['via', route.via]),
  ...['dev', route.dev],
  ...(route.table === 'main' ? [] : ['table', route.table]),
  ...(route.protocol === 'boot' ? [] : ['proto', route.protocol]),
  ...(route.scope === undefined || route.family === 6 ? [] : ['scope', route.scope]),
  ...(route.metric === undefined ? [] : ['metric', String(route.metric)]),
  ...(route.src === undefined ? [] : ['src', route.src]),
]

/** What the kernel fills in when `ip route add` doesn't say it. */
const complete = ({ family, to, via, dev }: RouteSpec): Route => ({
  family,
  to,
  via,
  dev,
  table: 'main',
  protocol: 'boot',
  ...(family === 4 ? { scope: via === undefined ? 'link' : 'global' } : { scope: 'global', metric: 1024 }),
})

/** Tells a namespace the way to a subnet (ip-route(8)). */
export function addRoute(place: Place, spec: RouteSpec, why = `Tell it the way to ${spec.to}`): Step {
  const route = complete(spec)
  // `default` alone would be IPv4's, whatever the gateway's family.
  const to = spec.to === 'default' && spec.family === 6 ? '::/0' : spec.to
  const words = [to, ...(spec.via === undefined ? [] : ['via', spec.via]), 'dev', spec.dev]
  return {
    in: place,
    run: [ip('route', 'add', ...words)],
    effect: (facts) => changeSpace(facts, place, ({ routes }) => ({ routes: [...routes, route] })),
    why,
    undo: deleteRoute(place, route),
    on: { in: place, name: spec.dev },
  }
}

/** Takes a route away; taken back with all that it had. */
export function removeRoute(place: Place, route: Route, why: string): Step {
  return {
    ...deleteRoute(place, route),
    why,
    undo: {
      in: place,
      run: [ip('route', 'add', ...routeArgs(route))],
      effect: (facts) => changeSpace(facts, place, ({ routes }) => ({ routes: [...routes, route] })),
      why: 'Put the route back',
    },
  }
}

const deleteRoute = (place: Place, route: Route): Step => ({
  in: place,
  run: [ip('route', 'del', ...routeArgs(route))],
  effect: (facts) =>
    changeSpace(facts, place, ({ routes }) => ({ routes: routes.filter((r) => !sameRoute(r, route)) })),
  why: `Take the route to ${route.to} away`,
})
