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

const MODES = ['l2', 'l3', 'l3s'] as const

export interface IpvlanNetwork extends ParentNetwork<(typeof MODES)[number]> {
  readonly kind: 'ipvlan'
}

/** An interface that shares the MAC of the host's one below it (Linux, Documentation/networking/ipvlan.rst). */
export const ipvlan: NetworkKind<IpvlanNetwork> = {
  kind: 'ipvlan',
  form: `ipvlan:IF[:${MODES.join('|')}]`,
  completes: { what: 'host-interface', modes: MODES },
  takes: ['vlan'],
  deaf: ({ mode }) => (mode === 'l2' ? undefined : `an ipvlan in mode ${mode} passes no broadcasts on`),
  parse: (what) => ({ kind: 'ipvlan', ...parseParent(what, MODES) }),
  prepare: prepareParent,
  // Above layer 2 nobody asks for anybody's MAC.
  wire: (facts, intent) => ({
    ...parentWire(facts, intent),
    mac: parentOf(facts, intent).mac,
    ...(intent.network.mode !== 'l2' && { askOn: undefined }),
  }),
  leads: leadsToParent('ipvlan'),
  lay: layOnParent,
}
