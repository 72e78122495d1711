import { HOST } from '../../model/endpoint.ts'
import { markLink } from '../../plan/steps/link.ts'
import { addTypedLink } from '../../plan/steps/typed-link.ts'
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

const MODES = ['l2', 'l3', 'l3s'] as const

export interface IpvlanNetwork extends ParentNetwork<(typeof MODES)[number]> {
  readonly kind: 'ipvlan'
}

/** An interface that shares the MAC of the host's one below it (Linux, Documentation/networking/ipvlan.rst). */
export const ipvlan: NetworkKind<IpvlanNetwork> = {
  kind: 'ipvlan',
  form: `ipvlan:IF[:${MODES.join('|')}]`,
  takes: ['vlan'],
  parse: (what) => ({ kind: 'ipvlan', ...parseParent(what, MODES) }),
  prepare: prepareParent,
  // Above layer 2 nobody asks for anybody's MAC.
  wire: (facts, intent) => ({
    ...parentWire(facts, intent),
    mac: parentOf(facts, intent).mac,
    ...(intent.network.mode !== 'l2' && { askOn: undefined }),
  }),
  leads: leadsToParent('ipvlan'),
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
          type: ['ipvlan', 'mode', network.mode],
          shape: { mode: network.mode },
          inheritsMac: true,
          needs: { feature: 'ipvlan interfaces', module: 'ipvlan' },
          why: `Lay an interface on top of ${parent.name} that shares its MAC, born in the container`,
        }),
        markLink(inner, `${container} ${inner.name}`),
      ],
    }
  },
}
