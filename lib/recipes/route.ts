import { HOST, type Place } from '../model/endpoint.ts'
import { CtnetError, usageError } from '../model/error.ts'
import { type Facts, linkOf, type Space, spaceOf } from '../model/facts.ts'
import type { Route } from '../model/route.ts'
import { IPV6_METRIC, type RouteWords, showRoute } from '../model/route-words.ts'
import { listed } from '../model/text.ts'
import type { Verb } from '../model/word-list.ts'
import { nothingToDo, type Plan } from '../plan/plan.ts'
import type { KnownLink } from '../plan/step.ts'
import { addWholeRoute, removeRoute, replaceRoute } from '../plan/steps/route.ts'
import { linkFor } from './route-gateway.ts'

export interface RouteChange {
  readonly place: Place
  /** The container's name, for people. */
  readonly container: string
  readonly verb: Verb
  readonly route: RouteWords
  /** Also the host's default route. */
  readonly force: boolean
}

export interface RouteResult {
  readonly container: string
  readonly routes: readonly Route[]
}

/**
 * Adds, replaces or deletes a route (ip-route(8)). Of one family and table, two routes with the same destination and
 * metric are the same one.
 *
 * @throws exit 2 (it can't be, or it isn't clear which), 3 (no such interface), 4 (another one is there; the host's default)
 */
export function changeRoute(facts: Facts, change: RouteChange): Plan<RouteResult> {
  const { place, container, verb, route } = change
  if (route.table === 'local') {
    throw usageError("the table local is the kernel's own", 'give another, or leave table out')
  }
  const space = spaceOf(facts, place)
  return verb === 'del' ? del(facts, change) : put(facts, change, complete(space, container, route))
}

function put(facts: Facts, change: RouteChange, route: Route): Plan<RouteResult> {
  const { container, verb, route: words } = change
  const rivals = spaceOf(facts, change.place).routes.filter((one) => sameKey(one, route))
  const same = rivals.find((one) => isAsAsked(one, words, route))
  if (same !== undefined) {
    return nothingToDo({ container, routes: [same] }, `${container} has that route already`)
  }
  const [old] = rivals
  const link = known(facts, change.place, route)
  const result = { container, routes: [route] }
  if (old === undefined) {
    const step = addWholeRoute(link, route, `Tell it the way to ${route.to}`)
    return { build: [step], finish: [], result, notes: [] }
  }
  if (verb === 'add') {
    throw new CtnetError(
      'conflict',
      'route-taken',
      `${container} has another route there: ${showRoute(old)}; asked for was ${showRoute(route)}`,
      { hint: `put it in that one's place: ctnet route ${container} replace ${showRoute(route)}` },
    )
  }
  refuseHostDefault(change, old)
  const step = replaceRoute(link, route, old, `Put it in the place of: ${showRoute(old)}`)
  return { build: [step], finish: [], result, notes: [] }
}

function del(facts: Facts, change: RouteChange): Plan<RouteResult> {
  const { place, container, route: words } = change
  const table = words.table ?? 'main'
  const alike = spaceOf(facts, place).routes.filter((one) => matches(one, { ...words, table }))
  // One without a metric can't be told from its likes but by what is left out.
  const typed = alike.filter((one) => showRoute(one) === showRoute(words))
  const found = typed.length === 1 ? typed : alike
  const [route] = found
  if (route === undefined) {
    const note = `${container} has no route ${showRoute(words)}: nothing to do`
    return nothingToDo({ container, routes: [] }, note)
  }
  if (found.length > 1) {
    throw usageError(
      `${container} has ${found.length} such routes: ${listed(found.map(showRoute))}`,
      'give more of the one that is meant: dev, via or metric',
    )
  }
  refuseHostDefault(change, route)
  const step = removeRoute(known(facts, place, route), route, `Take the route to ${route.to} away`)
  return { build: [step], finish: [], result: { container, routes: [route] }, notes: [] }
}

/** What the kernel fills in. */
function complete(space: Space, container: string, words: RouteWords): Route {
  const { family, type, via, protocol = 'boot' } = words
  if (protocol === 'kernel' || protocol === 'ra')
    throw usageError(`proto ${protocol} is the kernel's own`, 'leave proto out, or give static')
  if (type !== undefined) refuseWay(words, type)
  if (via !== undefined && words.scope === 'link')
    throw usageError('a route through a gateway is not of scope link', 'leave scope out')
  const dev = type === undefined ? linkFor(space, container, words).name : 'lo'
  const scope = family === 6 || type !== undefined || via !== undefined ? 'global' : 'link'
  return {
    ...words,
    dev,
    table: words.table ?? 'main',
    protocol,
    scope: words.scope ?? scope,
    metric: words.metric || (family === 6 ? IPV6_METRIC : undefined),
  }
}

function refuseWay({ via, dev, src, onlink, mtu, scope }: RouteWords, type: string): void {
  const said = Object.entries({ via, dev, src, onlink, mtu, scope }).find(([, value]) => value !== undefined)
  if (said === undefined) return
  throw usageError(`a route that is ${type} leads nowhere: ${said[0]} doesn't fit`, `leave ${said[0]} out`)
}

const sameKey = (a: Route, b: Route): boolean =>
  a.family === b.family && a.table === b.table && a.to === b.to && (a.metric ?? 0) === (b.metric ?? 0)

/** Whether a route is what was asked for: it has all that was said, and leads the same way. */
const isAsAsked = (one: Route, words: RouteWords, { dev, via, type }: Route): boolean =>
  matches(one, { ...words, dev }) && one.via === via && one.type === type

/** Whether a route has all that was said. */
function matches(route: Route, { metric, ...words }: RouteWords): boolean {
  const same = Object.entries(words).every(
    ([key, value]) => value === undefined || route[key as keyof Route] === value,
  )
  return same && (metric === undefined || (route.metric ?? 0) === metric || isUsual(route, metric))
}

const isUsual = ({ family, metric }: Route, asked: number): boolean =>
  family === 6 && asked === 0 && metric === IPV6_METRIC

const known = (facts: Facts, place: Place, { dev }: Route): KnownLink => ({
  in: place,
  name: dev,
  mac: linkOf(facts, place, dev)?.mac ?? '',
})

/** The way back of whoever is logged in may be that one. */
function refuseHostDefault({ place, verb, force }: RouteChange, route: Route): void {
  if (place !== HOST || route.to !== 'default' || route.table !== 'main' || force) return
  throw new CtnetError(
    'conflict',
    'host-default-route',
    `${showRoute(route)} is the host's default route: without it, whoever is logged in from afar is cut off`,
    { hint: `if it shall ${verb === 'del' ? 'go' : 'be replaced'} all the same: --force` },
  )
}
