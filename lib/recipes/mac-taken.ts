import { HOST, type Place } from '../model/endpoint.ts'
import { CtnetError } from '../model/error.ts'
import { type Facts, type Link, linkOf, portsOf } from '../model/facts.ts'

/** A link that is to have another MAC address, and whose it is. */
export interface Bearer {
  readonly place: Place
  readonly link: Link
  readonly container: string
}

/** Two of one MAC on a wire take each other's packets. @throws exit 4 */
export function refuseMacTaken(facts: Facts, { place, link, container }: Bearer, mac: string): void {
  const outer = link.peer && linkOf(facts, link.peer.place, link.peer.link)
  const bridge = place === HOST ? link.master : outer?.master
  const ports = bridge === undefined ? [] : portsOf(facts, HOST, bridge)
  const others = [
    ...(outer === undefined ? [] : [{ link: outer, of: outer.name }]),
    ...ports.map((port) => ({ link: port, of: port.name })),
    ...ports.flatMap(({ peer }) => {
      const inner = peer && linkOf(facts, peer.place, peer.link)
      return inner === undefined ? [] : [{ link: inner, of: `${peer?.place} ${peer?.link}` }]
    }),
  ].filter((other) => other.link !== link)
  const rival = others.find((other) => other.link.mac === mac)
  if (rival === undefined) return
  const where = bridge === undefined ? 'at the other end' : `on ${bridge}`
  throw new CtnetError(
    'conflict',
    'mac-taken',
    `${link.name} of ${container} can't have the MAC ${mac}: it is taken ${where}, by ${rival.of}`,
    { hint: 'give another' },
  )
}
