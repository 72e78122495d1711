import {
  type Cidr,
  contains,
  type Family,
  familyOf,
  isLinkLocal,
  networkOf,
  showCidr,
} from '../model/address.ts'
import { CtnetError, usageError } from '../model/error.ts'
import { type Facts, type Link, linkOf, spaceOf } from '../model/facts.ts'
import { defaultRoute, type Route } from '../model/route.ts'
import { listed } from '../model/text.ts'
import type { Step } from '../plan/step.ts'
import { removeRoute } from '../plan/steps/route.ts'
import type { AttachIntent, RouteIntent } from './attach-intent.ts'
import type { Wire } from './networks/kind.ts'

/** Routes are the same on every kind of network. */
type Intent = AttachIntent<unknown>

/** A destination as the kernel lists it: a host route without its prefix length. */
export const routeTo = (to: Cidr): string =>
  to.prefix === (to.family === 4 ? 32 : 128) ? to.ip : showCidr(to)

export function explicitGateways({ gateway, addresses }: Intent): string[] {
  const given = gateway === 'auto' || gateway === 'none' ? [] : gateway
  const atAddresses = addresses.flatMap((spec) => (spec.kind === 'cidr' ? (spec.gateway ?? []) : []))
  return [...new Set([...given, ...atAddresses])]
}

/** The routes that were asked for and that the interface doesn't have. */
export function missingRoutes(facts: Facts, intent: Intent, link: Link): string[] {
  const { routes } = spaceOf(facts, intent.into)
  const has = (to: string, via: string | undefined) =>
    routes.some((route) => route.dev === link.name && route.to === to && route.via === via)
  return [
    ...intent.routes.filter(({ to, via }) => !has(routeTo(to), via)).map(({ to }) => showCidr(to)),
    ...explicitGateways(intent)
      .filter((ip) => !has('default', ip))
      .map((ip) => `the gateway ${ip}`),
  ]
}

/**
 * The default gateway of each family. `auto`: the network's own, where the container has no default route yet.
 * @throws exit 2 (can't be reached), 4 (there is a default route)
 */
export function chooseGateways(
  facts: Facts,
  intent: Intent,
  wire: Wire,
  addresses: readonly Cidr[],
): Map<Family, string> {
  const space = spaceOf(facts, intent.into)
  const gateways = new Map<Family, string>()
  for (const ip of explicitGateways(intent)) {
    const family = familyOf(ip)
    if (gateways.has(family))
      throw usageError(`two IPv${family} gateways: ${gateways.get(family)} and ${ip}`, 'give one')
    demandReachable(`the gateway ${ip}`, ip, addresses, onLink(intent))
    const taken = defaultRoute(space, family)
    if (taken !== undefined && !intent.replace && !intent.replaceGateway)
      throw routeTaken(intent, taken, `one via ${ip}`)
    gateways.set(family, ip)
  }
  if (intent.gateway !== 'auto') return gateways
  for (const family of [4, 6] as const) {
    if (gateways.has(family) || defaultRoute(space, family) !== undefined) continue
    const own = wire.gateways.find((ip) =>
      addresses.some((cidr) => cidr.family === family && contains(cidr, ip) && cidr.ip !== ip),
    )
    if (own !== undefined) gateways.set(family, own)
  }
  return gateways
}

/** @throws exit 2 for a route that can't be, 4 for one that is there already */
export function checkRoutes(facts: Facts, intent: Intent, addresses: readonly Cidr[]): void {
  const seen = new Set<string>()
  for (const { to, via } of intent.routes) {
    const text = showCidr(to)
    if (to.prefix === 0)
      throw usageError(`${text} is the default route`, `give its gateway: --gateway ${via ?? 'IP'}`)
    if (seen.has(text)) throw usageError(`the route to ${text} is given twice`, 'leave one out')
    seen.add(text)
    if (addresses.some((cidr) => showCidr(networkOf(cidr)) === text))
      throw usageError(`${text} is the interface's own subnet: it has that route already`, 'leave it out')
    if (via !== undefined) demandReachable(`${via}, on the way to ${text},`, via, addresses, onLink(intent))
    const [taken] = routesTo(facts, intent, to)
    if (taken?.protocol === 'kernel' || (taken !== undefined && !intent.replace)) {
      throw routeTaken(intent, taken, via === undefined ? 'one by the new interface' : `one via ${via}`)
    }
  }
}

const routesTo = (facts: Facts, { into }: Intent, to: Cidr): readonly Route[] =>
  spaceOf(facts, into).routes.filter(
    (route) => route.table === 'main' && route.family === to.family && route.to === routeTo(to),
  )

/** Destinations that are reached by the interface itself, though it has no address of their subnet. */
const onLink = ({ routes }: Intent): readonly Cidr[] =>
  routes.flatMap(({ to, via }) => (via === undefined ? [to] : []))

function demandReachable(what: string, ip: string, addresses: readonly Cidr[], links: readonly Cidr[]): void {
  if (links.some((to) => contains(to, ip))) return
  if (isLinkLocal(ip) && addresses.some(({ family }) => family === 6)) return
  if (addresses.some((cidr) => contains(cidr, ip) && cidr.ip !== ip)) return
  throw usageError(
    `${what} can't be reached from ${listed(addresses.map(showCidr)) || 'an interface without an address'}`,
    `give one on that subnet, or a way to it: --route ${ip}`,
  )
}

function routeTaken({ container }: Intent, { to, via, dev, protocol }: Route, asked: string): CtnetError {
  const what = to === 'default' ? 'a default route' : `a route to ${to}`
  const has = `${container} has ${what} already, ${via === undefined ? '' : `via ${via} `}by ${dev}`
  const leave = to === 'default' ? 'leave it: --gateway none' : 'leave --route out'
  return new CtnetError(
    'conflict',
    to === 'default' ? 'default-route' : 'route-taken',
    `${has}; asked for was ${asked}`,
    { hint: protocol === 'kernel' ? leave : `put the new one in its place: --replace; or ${leave}` },
  )
}

/** With --replace: the routes that new ones take the place of, whatever their metric. */
export function clearRoutes(
  facts: Facts,
  intent: Intent,
  gateways: ReadonlyMap<Family, string>,
): readonly Step[] {
  const { into, routes } = intent
  const defaults = spaceOf(facts, into).routes.filter(
    ({ to, family, table }) => to === 'default' && table === 'main' && gateways.has(family),
  )
  const others = routes.flatMap((route: RouteIntent) => routesTo(facts, intent, route.to))
  const remove = (route: Route, why: string) => {
    const mac = linkOf(facts, into, route.dev)?.mac ?? ''
    return removeRoute({ in: into, name: route.dev, mac }, route, why)
  }
  return [
    ...defaults.map((route) => remove(route, 'Make room for the new default route')),
    ...others.map((route) => remove(route, 'Make room for the new route')),
  ]
}
