import { type Facts, linkOf, spaceOf } from '../../model/facts.ts'
import type { Route } from '../../model/route.ts'
import type { KnownLink } from '../../plan/step.ts'
import { addRoute, removeRoute } from '../../plan/steps/route.ts'
import { Gathering, type Part } from '../difference.ts'
import type { WantedSpace } from '../wanted.ts'
import type { SpaceChange } from './change.ts'

const keyOf = ({ family, to, via, dev }: Pick<Route, 'family' | 'to' | 'via' | 'dev'>): string =>
  `${family} ${to} ${via} ${dev}`

const routesThere = (facts: Facts, { place }: WantedSpace): ReadonlyMap<string, Route> =>
  new Map(
    spaceOf(facts, place)
      .routes.filter(({ table, type }) => table === 'main' && type === undefined)
      .map((route) => [keyOf(route), route]),
  )

/** By the MAC that it has, or will have by then. */
const linkFor = (facts: Facts, { place, ends }: WantedSpace, dev: string): KnownLink => ({
  in: place,
  name: dev,
  mac: ends.find(({ name }) => name === dev)?.mac ?? linkOf(facts, place, dev)?.mac ?? '',
})

/** Takes away routes that the lab has no more, and those that go with their addresses; `moved`: the interfaces of these. */
export function staleRoutes(facts: Facts, { wanted, before }: SpaceChange, moved: ReadonlySet<string>): Part {
  const part = new Gathering()
  const there = routesThere(facts, wanted)
  const asked = new Set(wanted.routes.map(keyOf))
  const link = (dev: string): KnownLink => ({
    in: wanted.place,
    name: dev,
    mac: linkOf(facts, wanted.place, dev)?.mac ?? '',
  })
  for (const old of before?.routes ?? []) {
    const route = there.get(keyOf(old))
    if (route === undefined || asked.has(keyOf(old))) continue
    const step = removeRoute(link(old.dev), route, 'Take away a route that the lab has no more')
    part.differs(wanted.node, `has a route to ${old.to} via ${old.via}`, step)
  }
  for (const again of wanted.routes) {
    const route = moved.has(again.dev) ? there.get(keyOf(again)) : undefined
    if (route === undefined) continue
    part.build.push(
      removeRoute(link(again.dev), route, 'Take a route away, to be given again with the new addresses'),
    )
  }
  return part
}

/** Gives the routes that are missing, once the addresses are there. */
export function routes(facts: Facts, change: SpaceChange, moved: ReadonlySet<string>): Part {
  const { wanted, isNew, laid } = change
  const part = new Gathering()
  const there = routesThere(facts, wanted)
  for (const route of wanted.routes) {
    if (there.has(keyOf(route)) && !moved.has(route.dev)) continue
    const step = addRoute(linkFor(facts, wanted, route.dev), route)
    if (isNew || laid.has(route.dev) || moved.has(route.dev)) part.build.push(step)
    else part.differs(wanted.node, `lacks the route to ${route.to} via ${route.via}`, step)
  }
  return part
}
