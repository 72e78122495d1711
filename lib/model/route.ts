import { type Cidr, type Family, parseCidr, single } from './address.ts'

/** What a route says of its packets, where it doesn't lead anywhere (ip-route(8), TYPE). */
export type DeadEnd = 'blackhole' | 'unreachable' | 'prohibit'

/** A route as the kernel has it. */
export interface Route {
  readonly family: Family
  /** Nothing for a route that leads somewhere. */
  readonly type?: DeadEnd | undefined
  /** A subnet, or `default`. */
  readonly to: string
  readonly via?: string | undefined
  /** Of a dead end, `lo`. */
  readonly dev: string
  readonly table: string
  /** Who made it: `kernel`, `boot`, `static` … */
  readonly protocol: string
  readonly scope?: string | undefined
  readonly metric?: number | undefined
  readonly src?: string | undefined
  /** The gateway is taken to be reachable through the link, whatever its subnets. */
  readonly onlink?: true | undefined
  /** Bytes. */
  readonly mtu?: number | undefined
}

export const defaultRoute = (
  { routes }: { readonly routes: readonly Route[] },
  family: Family,
): Route | undefined =>
  routes.find(
    (route) =>
      route.to === 'default' && route.type === undefined && route.family === family && route.table === 'main',
  )

/** What a route is for, as a subnet. */
export const destinationOf = ({ family, to }: Pick<Route, 'family' | 'to'>): Cidr => {
  if (to === 'default') return parseCidr(family === 4 ? '0.0.0.0/0' : '::/0')
  return to.includes('/') ? parseCidr(to) : single(to)
}

/** Routes in an order in which they can be given: one through a gateway needs the route to that gateway first. */
export const gatewaysLast = (routes: readonly Route[]): readonly Route[] =>
  [...routes].sort((a, b) => Number(a.via !== undefined) - Number(b.via !== undefined))

export const sameRoute = (a: Route, b: Route): boolean =>
  a.family === b.family &&
  a.type === b.type &&
  a.to === b.to &&
  a.dev === b.dev &&
  a.via === b.via &&
  a.table === b.table &&
  a.metric === b.metric

/** Whether a person or a program, such as a DHCP client, made the route: the kernel doesn't make it again by itself. */
export const isGiven = ({ protocol, table }: Route): boolean =>
  !['kernel', 'ra'].includes(protocol) && table !== 'local'
