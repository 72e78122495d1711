import { type Cidr, contains } from '../../model/address.ts'
import { HOST, type Place } from '../../model/endpoint.ts'
import { type Facts, isOwn, type Link, linkOf, OWN_ALIAS, portsOf, spaceOf } from '../../model/facts.ts'

/** An interface on a network, and whose it is, for people. */
export interface Neighbour {
  readonly link: Link
  readonly holder: string
}

/** A container that the plan isn't about is known by its namespace only; ctnet's own mark says its name. */
export const holderOf = (marked: Link, place: Place, name: string): string =>
  (isOwn(marked) ? marked.alias?.slice(OWN_ALIAS.length).trim() : undefined) ?? `${place} ${name}`

/** What is behind a bridge's ports. */
export const behindPorts = (facts: Facts, bridge: string): Neighbour[] =>
  portsOf(facts, HOST, bridge).flatMap((port) => {
    const { peer } = port
    const link = peer && linkOf(facts, peer.place, peer.link)
    return link === undefined ? [] : [{ link, holder: holderOf(port, peer?.place ?? '', link.name) }]
  })

/** Who has which address: the neighbours, the host, and, on these subnets, whomever the engine gave it to. */
export function takenAddresses(
  facts: Facts,
  neighbours: readonly Neighbour[],
  subnets: readonly Cidr[],
): Map<string, string> {
  const taken = new Map<string, string>()
  for (const { link, holder } of neighbours) {
    for (const { ip } of link.addresses) taken.set(ip, holder)
  }
  for (const { ip, by } of facts.claims) {
    if (subnets.some((subnet) => contains(subnet, ip))) taken.set(ip, by)
  }
  for (const link of spaceOf(facts, HOST).links) {
    for (const { ip } of link.addresses) taken.set(ip, `this host (${link.name})`)
  }
  return taken
}
