import { contains, showCidr } from '../model/address.ts'
import { CtnetError } from '../model/error.ts'
import { dhcpOf, type Facts, type Link, spaceOf } from '../model/facts.ts'
import { listed } from '../model/text.ts'
import type { AttachIntent } from './attach-intent.ts'
import { missingRoutes } from './attach-routes.ts'
import type { Wire } from './networks/kind.ts'
import { leadsTo } from './networks.ts'

type Intent = AttachIntent<unknown>

/** What is in the container already: the interface in question, and what about it is not as asked, if anything. */
export interface Current {
  readonly link: Link
  readonly differs: string | undefined
}

/** The interface that was asked for by name; else one on that network, best the one that is as asked already. */
export function currentInterface(facts: Facts, intent: Intent, wire: Wire): Current | undefined {
  const { into, ifName } = intent
  const candidates = spaceOf(facts, into)
    .links.filter((link) =>
      ifName === undefined ? leadsTo(facts, into, link) === wire.name : link.name === ifName,
    )
    .map((link) => ({ link, differs: difference(facts, intent, wire, link) }))
  return candidates.find(({ differs }) => differs === undefined) ?? candidates[0]
}

function difference(facts: Facts, intent: Intent, wire: Wire, link: Link): string | undefined {
  const to = leadsTo(facts, intent.into, link)
  if (to !== wire.name) return to === undefined ? 'leads elsewhere' : `leads to ${to}`
  const addresses = addressDifference(facts, intent, wire, link)
  if (addresses !== undefined) return addresses
  if (intent.mac !== undefined && intent.mac !== link.mac) return `has the MAC ${link.mac}`
  if (intent.mtu !== undefined && intent.mtu !== link.mtu) return `has an MTU of ${link.mtu}`
  if (intent.hostIfName !== undefined && intent.hostIfName !== link.peer?.link)
    return `has ${link.peer?.link} as its host's end`
  if (!link.up) return 'is down'
  const routes = missingRoutes(facts, intent, link)
  return routes.length === 0 ? undefined : `has no route to ${listed(routes)}`
}

function addressDifference(
  facts: Facts,
  { into, addresses }: Intent,
  { name, subnets }: Wire,
  link: Link,
): string | undefined {
  const has = link.addresses.map(showCidr)
  const onSubnet = link.addresses.filter(({ ip }) => subnets.some((subnet) => contains(subnet, ip)))
  for (const spec of addresses) {
    if (spec.kind === 'cidr' && !has.includes(showCidr(spec.cidr)))
      return `has ${has.length > 0 ? listed(has) : 'no address'}`
    if (spec.kind === 'dhcp' && dhcpOf(facts, into, link.name) === undefined)
      return 'does not have its address from DHCP'
    if (spec.kind === 'auto' && onSubnet.length === 0) return `has no address of ${name}'s subnet`
  }
  return undefined
}

/** The error for an interface that is in the way. */
export function inTheWay({ container, ifName }: Intent, wire: Wire, { link, differs }: Current): CtnetError {
  const other =
    ifName === undefined ? 'or add another interface: --if NAME' : 'or take another name: --if NAME'
  return new CtnetError(
    'conflict',
    'interface-differs',
    `${container} has an interface ${link.name} already, and it ${differs}`,
    { hint: `put the new one (to ${wire.name}) in its place: --replace; ${other}` },
  )
}
