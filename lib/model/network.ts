import { CtnetError, usageError } from './error.ts'
import { knownInterfaceName } from './name.ts'
import { quoted } from './text.ts'

/** What a container is attached to. */
export interface Network {
  readonly kind: 'bridge'
  readonly name: string
}

const LATER = ['macvlan', 'ipvlan', 'phys', 'ovs', 'vxlan']

/** A NETWORK of the command line: a bridge's name, or `bridge:NAME`. @throws exit 2, or 6 for a kind that isn't there yet */
export function parseNetwork(text: string): Network {
  const colon = text.indexOf(':')
  const kind = colon < 0 ? 'bridge' : text.slice(0, colon)
  if (text === 'dummy' || LATER.includes(kind)) {
    throw new CtnetError(
      'missing',
      'network-kind',
      `ctnet can't attach to ${quoted(text)} yet: only to a bridge`,
      {
        hint: 'ctnet bridge create bridge0, then attach to bridge0',
      },
    )
  }
  if (kind !== 'bridge') {
    throw usageError(`${quoted(kind)} is not a kind of network`, 'give a bridge as NAME or bridge:NAME')
  }
  return { kind, name: knownInterfaceName(colon < 0 ? text : text.slice(colon + 1)) }
}
