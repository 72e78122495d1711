import { usageError } from '../../model/error.ts'
import { after } from '../../plan/plan.ts'
import { giveHostAccess } from './host-access.ts'
import type { NetworkKind } from './kind.ts'
import {
  layOnParent,
  leadsToParent,
  type ParentNetwork,
  parentOf,
  parentWire,
  parseParent,
  prepareParent,
} from './parent.ts'

const MODES = ['bridge', 'private', 'vepa', 'passthru'] as const

export interface MacvlanNetwork extends ParentNetwork<(typeof MODES)[number]> {
  readonly kind: 'macvlan'
}

/** An interface with a MAC of its own on top of one of the host's (ip-link(8), `macvlan`); host and container don't reach each other. */
export const macvlan: NetworkKind<MacvlanNetwork> = {
  kind: 'macvlan',
  form: `macvlan:IF[:${MODES.join('|')}]`,
  completes: { what: 'host-interface', modes: MODES },
  takes: ['vlan', 'mac', 'host-access'],
  parse: (what) => ({ kind: 'macvlan', ...parseParent(what, MODES) }),
  prepare(facts, intent) {
    const { mac, network, hostAccess } = intent
    if (mac !== undefined && network.mode === 'passthru')
      throw usageError(`in mode passthru a macvlan has the MAC of ${network.parent}`, 'leave --mac out')
    if (hostAccess && network.mode !== 'bridge')
      throw usageError(
        `in mode ${network.mode} macvlans don't reach each other here`,
        'leave --host-access out',
      )
    const steps = prepareParent(facts, intent)
    const ready = after(facts, steps)
    return hostAccess ? [...steps, ...giveHostAccess(ready, parentOf(ready, intent))] : steps
  },
  wire(facts, intent) {
    const wire = parentWire(facts, intent)
    return intent.network.mode === 'passthru' ? { ...wire, mac: parentOf(facts, intent).mac } : wire
  },
  leads: leadsToParent('macvlan'),
  lay: layOnParent,
}
