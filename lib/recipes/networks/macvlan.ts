import { HOST } from '../../model/endpoint.ts'
import { usageError } from '../../model/error.ts'
import { after } from '../../plan/plan.ts'
import { markLink } from '../../plan/steps/link.ts'
import { addTypedLink } from '../../plan/steps/typed-link.ts'
import { giveHostAccess } from './host-access.ts'
import type { NetworkKind } from './kind.ts'
import {
  leadsToParent,
  type ParentNetwork,
  parentOf,
  parentWire,
  parseParent,
  prepareParent,
  refuseSiblings,
} from './parent.ts'

const MODES = ['bridge', 'private', 'vepa', 'passthru'] as const

export interface MacvlanNetwork extends ParentNetwork<(typeof MODES)[number]> {
  readonly kind: 'macvlan'
}

/** An interface with a MAC of its own on top of one of the host's (ip-link(8), `macvlan`); host and container don't reach each other. */
export const macvlan: NetworkKind<MacvlanNetwork> = {
  kind: 'macvlan',
  form: `macvlan:IF[:${MODES.join('|')}]`,
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
  lay(facts, intent, { inner, mtu }) {
    const { container, network } = intent
    const parent = parentOf(facts, intent)
    refuseSiblings(facts, network, parent.name)
    return {
      steps: [
        addTypedLink({
          from: HOST,
          link: inner,
          mtu,
          parent: parent.name,
          type: ['macvlan', 'mode', network.mode],
          shape: { mode: network.mode },
          needs: { feature: 'macvlan interfaces', module: 'macvlan' },
          why: `Lay an interface with a MAC of its own on top of ${parent.name}, born in the container`,
        }),
        markLink(inner, `${container} ${inner.name}`),
      ],
    }
  },
}
