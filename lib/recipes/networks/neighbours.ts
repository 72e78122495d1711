import { type Cidr, contains } from '../../model/address.ts'
import { HOST, type Place } from '../../model/endpoint.ts'
import { type Facts, isOwn, type Link, linkOf, OWN_ALIAS, spaceOf } from '../../model/facts.ts'

/** An interface on a network, and whose it is, for people. */
export interface Neighbour {
  readonly link: Link
  readonly holder: string
}

/** A container that the plan isn't about is known by its namespace only; ctnet's own mark says its name. */
export const holderOf = (marked: Link, place: Place, name: string): string =>
  (isOwn(marked) ? marked.alias?.slice(OWN_ALIAS.length).trim() : undefined) ?? `${place} ${name}`

/** What is behind a bridge's ports. */
export const behind = (facts: Facts, ports: readonly Link[]): Neighbour[] =>
  ports.flatMap((port) => {
    const { peer } = port
    const link = peer && linkOf(facts, peer.place, peer.link)
    return link === undefined ? [] : [{ link, holder: holderOf(port, peer?.place ?? '', link.name) }]
  })

/** Two of one MAC on a bridge take each other's packets. */
export function macsOn(facts: Facts, ports: readonly Link[]): Map<string, string> {
  const macs = new Map<string, string>()
  for (const port of ports) {
    const by = `${port.name} (${port.alias ?? 'of another'})`
    const inner = port.peer && linkOf(facts, port.peer.place, port.peer.link)
    for (const mac of [port.mac, ...(inner ? [inner.mac] : [])]) macs.set(mac, by)
  }
  return macs
}

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
