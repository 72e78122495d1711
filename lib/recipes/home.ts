import { type Cidr, isLinkLocal, showCidr } from '../model/address.ts'
import { HOST } from '../model/endpoint.ts'
import { type Away, type Facts, type Link, linkOf, spaceOf } from '../model/facts.ts'
import { gatewaysLast, type Route, sameRoute } from '../model/route.ts'
import { after } from '../plan/plan.ts'
import type { KnownLink, Step } from '../plan/step.ts'
import { addAddress } from '../plan/steps/address.ts'
import { settingsOf } from '../plan/steps/away.ts'
import { linkDown, linkUp } from '../plan/steps/link.ts'
import { setAlias, setMac, setMtu } from '../plan/steps/link-setting.ts'
import { restoreSettings } from '../plan/steps/link-settings.ts'
import { addWholeRoute } from '../plan/steps/route.ts'
import { setSysctl } from '../plan/steps/sysctl.ts'

export const AS_AT_HOME = 'Give it back what it had at home'

const DEFAULT_IPV6 = 'net/ipv6/conf/default/disable_ipv6'

export const ipv6Switch = (name: string): string => `net/ipv6/conf/${name}/disable_ipv6`

/**
 * Makes an interface ready to go into another namespace, where it would lose all this without a way back: it goes down,
 * without addresses, and with the IPv6 setting that a new one has.
 */
export function unsettle(facts: Facts, link: KnownLink, why: string): readonly Step[] {
  const { links, routes, sysctls } = spaceOf(facts, link.in)
  const own = links.find(({ name }) => name === link.name) as Link
  const path = ipv6Switch(link.name)
  const [before, value] = [sysctls[path], sysctls[DEFAULT_IPV6]]
  return [
    linkDown(link, { link: own, routes }, why, true),
    ...(before === undefined || value === undefined || before === value
      ? []
      : [setSysctl({ in: link.in, path, value, before, on: link }, 'Leave it the setting of a new one')]),
  ]
}

/** What an interface takes with it wherever it moves. */
export interface Features {
  readonly mtu: number
  readonly alias?: string | undefined
  readonly mac: string
}

/** Gives an interface that is down another MTU, alias and MAC; from then on it is known by that one. */
export function resemble(facts: Facts, link: KnownLink, to: Features, why: string): readonly Step[] {
  const own = linkOf(facts, link.in, link.name) as Link
  const steps = [
    ...(own.mtu === to.mtu ? [] : [setMtu(link, to.mtu, facts, `${why}: its MTU`)]),
    ...(own.alias === to.alias ? [] : [setAlias(link, to.alias, own.alias, `${why}: its alias`)]),
    ...(own.mac === to.mac ? [] : [setMac(link, to.mac, `${why}: its MAC address`)]),
  ]
  // To go where it came from doesn't take these back.
  return steps.map(({ on: _, ...step }) => step)
}

/** Gives an interface that is home under its name what it had there: addresses, routes, and whether it was up. */
export function settle(facts: Facts, { file, home, routes, ipv6 }: Away): readonly Step[] {
  const link = { in: HOST, name: home.name, mac: home.mac }
  const own = linkOf(facts, HOST, home.name) as Link
  const path = ipv6Switch(home.name)
  const before = spaceOf(facts, HOST).sysctls[path]
  const steps: Step[] = [
    ...(before === undefined || ipv6 === undefined || before === ipv6
      ? []
      : [setSysctl({ in: HOST, path, value: ipv6, before, on: link }, 'Set IPv6 as it was')]),
    restoreSettings(link, settingsOf(file).home),
    ...home.addresses
      .filter((cidr) => !own.addresses.some((has) => showCidr(has) === showCidr(cidr)))
      .map((cidr) => addAddress(link, cidr)),
    ...(home.up && !own.up ? [linkUp(link, home.addresses)] : []),
  ]
  if (!home.up) return steps
  const known = spaceOf(after(facts, steps), HOST).routes
  return [
    ...steps,
    ...gatewaysLast(routes)
      .filter((route) => !known.some((other) => sameRoute(other, route) || standsFor(other, route)))
      .map((route) => addWholeRoute(link, route, `Tell the host the way to ${route.to} again`)),
  ]
}

/** Routes that the host has others in the place of: they stay away. */
export const rivals = (facts: Facts, { home, routes }: Away): readonly Route[] =>
  routes.filter((route) =>
    spaceOf(facts, HOST).routes.some((other) => other.dev !== home.name && standsFor(other, route)),
  )

const standsFor = (a: Route, b: Route): boolean =>
  a.family === b.family && a.to === b.to && a.table === b.table && a.metric === b.metric

/** Addresses to be given again. The kernel makes the link-local ones by itself, and takes IPv6 ones from its router anew. */
export const givenAddresses = ({ addresses }: Pick<Link, 'addresses'>): readonly Cidr[] =>
  addresses.flatMap(({ leased, ...cidr }) =>
    isLinkLocal(cidr.ip) || (leased && cidr.family === 6) ? [] : [cidr],
  )
