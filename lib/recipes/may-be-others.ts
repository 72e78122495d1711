import { HOST } from '../model/endpoint.ts'
import { type Facts, type Link, linkOf, portsOf } from '../model/facts.ts'

/**
 * Whether hosts may be on the bridge that can't be seen from here: behind any port that is up, but for a veth whose
 * other end is in a known namespace and leads no further.
 */
export const mayBeOthers = (facts: Facts, bridge: string): boolean =>
  portsOf(facts, HOST, bridge).some((port) => port.up && !endsInSight(facts, port))

/** Whether it is a veth whose other end is in a known namespace and leads no further. */
export function endsInSight(facts: Facts, { kind, peer }: Link): boolean {
  const end = kind === 'veth' && peer !== undefined ? linkOf(facts, peer.place, peer.link) : undefined
  return end !== undefined && end.master === undefined
}
