import { contains, showCidr } from '../model/address.ts'
import { HOST } from '../model/endpoint.ts'
import { CtnetError } from '../model/error.ts'
import { dhcpOf, type Facts, type Link, linkOf, spaceOf } from '../model/facts.ts'
import { listed } from '../model/text.ts'
import type { AttachIntent } from './attach-intent.ts'
import { missingRoutes } from './attach-routes.ts'

/** What is in the container already: the interface in question, and what about it is not as asked, if anything. */
export interface Current {
  readonly link: Link
  readonly differs: string | undefined
}

/** The interface that was asked for by name; else one on that bridge, best the one that is as asked already. */
export function currentInterface(facts: Facts, intent: AttachIntent): Current | undefined {
  const { into, ifName, bridge } = intent
  const candidates = spaceOf(facts, into)
    .links.filter((link) => (ifName === undefined ? bridgeOf(facts, link) === bridge : link.name === ifName))
    .map((link) => ({ link, differs: difference(facts, intent, link) }))
  return candidates.find(({ differs }) => differs === undefined) ?? candidates[0]
}

/** The bridge that the other end of the link is a port of. */
export function bridgeOf(facts: Facts, { peer }: Link): string | undefined {
  return peer?.place === HOST ? linkOf(facts, HOST, peer.link)?.master : undefined
}

function difference(facts: Facts, intent: AttachIntent, link: Link): string | undefined {
  const bridge = bridgeOf(facts, link)
  if (bridge !== intent.bridge) return bridge === undefined ? 'leads elsewhere' : `leads to ${bridge}`
  const addresses = addressDifference(facts, intent, link)
  if (addresses !== undefined) return addresses
  if (intent.mac !== undefined && intent.mac !== link.mac) return `has the MAC ${link.mac}`
  if (intent.mtu !== undefined && intent.mtu !== link.mtu) return `has an MTU of ${link.mtu}`
  if (intent.hostIfName !== undefined && intent.hostIfName !== link.peer?.link)
    return `has ${link.peer?.link} as its host's end`
  if (!link.up) return 'is down'
  const routes = missingRoutes(facts, intent, link)
  return routes.length === 0 ? undefined : `has no route to ${listed(routes)}`
}

function addressDifference(facts: Facts, intent: AttachIntent, link: Link): string | undefined {
  const has = link.addresses.map(showCidr)
  const subnets = linkOf(facts, HOST, intent.bridge)?.addresses ?? []
  const onSubnet = link.addresses.filter(({ ip }) => subnets.some((subnet) => contains(subnet, ip)))
  for (const spec of intent.addresses) {
    if (spec.kind === 'cidr' && !has.includes(showCidr(spec.cidr)))
      return `has ${has.length > 0 ? listed(has) : 'no address'}`
    if (spec.kind === 'dhcp' && dhcpOf(facts, intent.into, link.name) === undefined)
      return 'does not have its address from DHCP'
    if (spec.kind === 'auto' && onSubnet.length === 0) return `has no address of ${intent.bridge}'s subnet`
  }
  return undefined
}

/** The error for an interface that is in the way. */
export function inTheWay(
  { container, bridge, ifName }: AttachIntent,
  { link, differs }: Current,
): CtnetError {
  const other =
    ifName === undefined ? 'or add another interface: --if NAME' : 'or take another name: --if NAME'
  return new CtnetError(
    'conflict',
    'interface-differs',
    `${container} has an interface ${link.name} already, and it ${differs}`,
    { hint: `put the new one (to ${bridge}) in its place: --replace; ${other}` },
  )
}
