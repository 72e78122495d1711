import { withLink } from '../../model/effects.ts'
import { HOST, type Place } from '../../model/endpoint.ts'
import type { Facts } from '../../model/facts.ts'
import { type Argument, ip, type KnownLink, type Step } from '../step.ts'
import { deleteLink, vethEnd } from './link.ts'

export interface Cable {
  /** Each with its own MAC; taken back, the cable is known by the first one. */
  readonly ends: readonly [KnownLink, KnownLink]
  /** Bytes, of both ends. */
  readonly mtu: number
  readonly why: string
}

/**
 * Lays a cable between two namespaces, from outside of both: each end is born where it belongs, down, with its name, MTU
 * and MAC (ip-link(8), `netns`).
 */
export function layCable({ ends: [a, b], mtu, why }: Cable): Step {
  const there = (place: Place): Argument[] => (place === HOST ? [] : ['netns', { netns: place }])
  const born = (facts: Facts, own: KnownLink, other: KnownLink): Facts =>
    withLink(facts, own.in, vethEnd(own, other, mtu))
  return {
    in: HOST,
    run: [
      ip(
        ...['link', 'add', 'name', a.name, ...there(a.in), 'mtu', mtu, 'address', a.mac],
        ...['type', 'veth', 'peer', 'name', b.name, ...there(b.in), 'mtu', mtu, 'address', b.mac],
      ),
    ],
    effect: (facts) => born(born(facts, a, b), b, a),
    why,
    undo: deleteLink(a),
    makes: [
      { in: a.in, name: a.name },
      { in: b.in, name: b.name },
    ],
  }
}
