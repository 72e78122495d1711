import { isLinkLocal, showCidr } from '../model/address.ts'
import type { Lease } from '../model/dhcp.ts'
import { type Endpoint, HOST, type Place, placeOf } from '../model/endpoint.ts'
import { dhcpOf, type Facts, isOwn, type Link, linkOf, ovsPortOf, spaceOf } from '../model/facts.ts'
import type { Kept } from '../model/kept.ts'
import { defaultRoute, type Route } from '../model/route.ts'
import { showTunnel } from '../model/tunnel.ts'

/** An interface of a container, with what one wants to know of it at a glance. */
export interface SurveyedInterface {
  readonly interface: string
  readonly kind: string
  readonly mac: string
  readonly mtu: number
  /** Both ends of a pair are. */
  readonly up: boolean
  readonly addresses: readonly string[]
  readonly gateways: readonly string[]
  /** The other end: an interface of the host's, or `CONTAINER:INTERFACE`. */
  readonly peer?: string
  readonly bridge?: string
  /** What it lies on, or the tunnel that it is an end of: `macvlan:eth1:bridge`, `vxlan:42@192.0.2.7`. */
  readonly network?: string
  /** What a DHCP server gave it, if ctnet asked one. */
  readonly dhcp?: Lease | undefined
  /** Whether ctnet made it. */
  readonly ctnet: boolean
  /** Whether it is put back when it is lost (`attach --keep`). */
  readonly kept: boolean
}

/** One that is kept, and isn't there: its container is stopped, gone, or was restarted. */
export interface MissingInterface {
  readonly container: string
  readonly runtime: string
  readonly interface: string
  /** As they are written on a command line. */
  readonly network: string
  readonly addresses: readonly string[]
}

export interface SurveyedContainer {
  readonly container: string
  readonly runtime: string
  readonly sharedWith: readonly string[]
  readonly interfaces: readonly SurveyedInterface[]
  readonly routes: readonly Route[]
}

/** What there is to see of a container's network; loopback left out. */
export function survey(facts: Facts, endpoint: Endpoint, kept: readonly Kept[]): SurveyedContainer {
  const place = placeOf(endpoint)
  const { links, routes } = spaceOf(facts, place)
  return {
    container: endpoint.name,
    runtime: endpoint.runtime,
    sharedWith: endpoint.sharedWith,
    interfaces: links
      .filter(({ kind }) => kind !== 'loopback')
      .map((link) => ({
        ...surveyLink(facts, place, link),
        kept: kept.some((one) => placeOf(one) === place && one.interface === link.name),
      })),
    routes: routes.filter(({ table }) => table === 'main'),
  }
}

/** What is kept of containers that have been looked at, or don't run, and isn't there. */
export const missingOf = (facts: Facts, kept: readonly Kept[]): readonly MissingInterface[] =>
  kept
    .filter((one) => linkOf(facts, placeOf(one), one.interface) === undefined)
    .map(({ name, runtime, interface: lost, words }) => {
      const [, , network = '', ...rest] = words
      const options = rest.findIndex((word) => word.startsWith('--'))
      const addresses = rest.slice(0, options < 0 ? rest.length : options)
      return { container: name, runtime, interface: lost, network, addresses }
    })

function surveyLink(facts: Facts, place: Place, link: Link): Omit<SurveyedInterface, 'kept'> {
  const peer = link.peer && linkOf(facts, link.peer.place, link.peer.link)
  const port = link.peer?.place === HOST ? ovsPortOf(facts, link.peer.link) : undefined
  const bridge = port === undefined ? peer?.master : `ovs:${port.bridge}`
  const network = networkOf(link)
  const space = spaceOf(facts, place)
  const lease = dhcpOf(facts, place, link.name)?.lease
  const defaults = [defaultRoute(space, 4), defaultRoute(space, 6)]
  return {
    interface: link.name,
    kind: link.kind,
    mac: link.mac,
    mtu: link.mtu,
    up: link.up && peer?.up !== false,
    addresses: link.addresses.filter(({ ip }) => !isLinkLocal(ip)).map(showCidr),
    gateways: defaults.flatMap((route) => (route?.dev === link.name ? (route.via ?? []) : [])),
    ...(link.peer && {
      peer: link.peer.place === HOST ? link.peer.link : `${link.peer.place}:${link.peer.link}`,
    }),
    ...(bridge !== undefined && { bridge }),
    ...(network !== undefined && { network }),
    ...(lease && { dhcp: lease }),
    ctnet: isOwn(link) || (peer !== undefined && isOwn(peer)),
  }
}

const networkOf = ({ kind, parent, mode, tunnel }: Link): string | undefined => {
  if (tunnel !== undefined) return showTunnel(tunnel)
  return parent && [kind, parent.link, ...(mode === undefined ? [] : [mode])].join(':')
}
