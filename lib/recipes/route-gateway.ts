import { type Cidr, contains, isLinkLocal, networkOf, parseCidr, showCidr, single } from '../model/address.ts'
import { CtnetError, usageError } from '../model/error.ts'
import type { Link, Space } from '../model/facts.ts'
import type { RouteWords } from '../model/route-words.ts'
import { listed } from '../model/text.ts'

/**
 * The link that a route leads through: the one that was said, or the one whose subnet its gateway is on.
 * @throws exit 2 (none was said; the gateway can't be reached), 3 (no such interface), 4 (it is down)
 */
export function linkFor(space: Space, container: string, asked: RouteWords): Link {
  const link = asked.dev === undefined ? linkTo(space, container, asked) : named(space, container, asked.dev)
  if (!link.up) {
    throw new CtnetError(
      'conflict',
      'link-down',
      `${link.name} of ${container} is down: no route can use it`,
      {
        hint:
          link.kind === 'loopback'
            ? `bring it up: ctnet exec ${container} ip link set ${link.name} up`
            : `bring it up: ctnet set ${container}:${link.name} up`,
      },
    )
  }
  const { via, onlink, src } = asked
  if (via !== undefined && asked.dev !== undefined && !onlink) demandReachable(space, container, link, via)
  if (src !== undefined && !space.links.some(({ addresses }) => addresses.some(({ ip }) => ip === src))) {
    throw usageError(
      `${container} has no address ${src} to send from`,
      `see which it has: ctnet ls ${container}`,
    )
  }
  return link
}

function named(space: Space, container: string, name: string): Link {
  const link = space.links.find((one) => one.name === name)
  if (link !== undefined) return link
  throw new CtnetError('notFound', 'no-interface', `${container} has no interface ${name}`, {
    hint: `it has ${listed(space.links.map((one) => one.name))}`,
  })
}

/** The subnets, and single addresses at the other end of a cable, that can be reached through a link without a gateway. */
function reach(space: Space, link: Link): Cidr[] {
  const own = link.addresses.map(networkOf)
  const routes = space.routes.filter(
    ({ dev, via, to, type, table }) =>
      dev === link.name && via === undefined && to !== 'default' && type === undefined && table === 'main',
  )
  return [...own, ...routes.map(({ to }) => (to.includes('/') ? parseCidr(to) : single(to)))]
}

const reaches = (space: Space, link: Link, ip: string): Cidr | undefined =>
  link.addresses.some((own) => own.ip === ip)
    ? undefined
    : reach(space, link)
        .filter((subnet) => contains(subnet, ip))
        .sort((a, b) => b.prefix - a.prefix)[0]

function linkTo(space: Space, container: string, { via, onlink, to }: RouteWords): Link {
  if (via === undefined) throw usageError(`the route to ${to} leads nowhere`, 'give via GATEWAY, or dev IF')
  if (onlink) throw usageError('onlink needs an interface', 'give dev IF')
  if (isLinkLocal(via)) throw usageError(`${via} may be behind any interface`, 'say which: dev IF')
  const links = space.links
    .map((link) => ({ link, prefix: reaches(space, link, via)?.prefix ?? -1 }))
    .filter(({ prefix }) => prefix >= 0)
    .sort((a, b) => Number(b.link.up) - Number(a.link.up) || b.prefix - a.prefix)
  if (links[0] !== undefined) return links[0].link
  throw unreachable(
    container,
    via,
    space.links.flatMap((link) => reach(space, link)),
  )
}

function demandReachable(space: Space, container: string, link: Link, via: string): void {
  if ((isLinkLocal(via) && via.includes(':')) || reaches(space, link, via) !== undefined) return
  throw unreachable(`${link.name} of ${container}`, via, reach(space, link))
}

function unreachable(from: string, via: string, subnets: readonly Cidr[]): CtnetError {
  const known = [...new Set(subnets.filter(({ ip }) => !isLinkLocal(ip) && ip !== '127.0.0.0').map(showCidr))]
  return usageError(
    `the gateway ${via} can't be reached from ${from}${known.length === 0 ? '' : `, which reaches ${listed(known)}`}`,
    'give one on such a subnet; or, if it is there all the same: dev IF onlink',
  )
}
