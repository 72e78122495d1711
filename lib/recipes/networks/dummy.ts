import { usageError } from '../../model/error.ts'
import { isOwn } from '../../model/facts.ts'
import { LARGEST_MTU } from '../../model/mtu.ts'
import { markLink } from '../../plan/steps/link.ts'
import { addTypedLink } from '../../plan/steps/typed-link.ts'
import type { NetworkKind } from './kind.ts'
import { takenAddresses } from './neighbours.ts'

export interface DummyNetwork {
  readonly kind: 'dummy'
}

/** An interface that leads nowhere: it swallows what is sent, and keeps an address (ip-link(8), `dummy`). */
export const dummy: NetworkKind<DummyNetwork> = {
  kind: 'dummy',
  form: 'dummy',
  takes: ['mac'],
  deaf: () => 'a dummy interface leads nowhere',
  parse(what) {
    if (what === '') return { kind: 'dummy' }
    throw usageError('a dummy interface leads nowhere', 'write dummy alone')
  },
  prepare: () => [],
  wire: (facts) => ({
    name: 'dummy',
    subnets: [],
    fill: 'top',
    taken: takenAddresses(facts, [], []),
    macs: new Map(),
    gateways: [],
    mtu: 1500,
    largest: LARGEST_MTU,
  }),
  leads: (_, __, link) => (link.kind === 'dummy' && isOwn(link) ? 'dummy' : undefined),
  lay: (_, { into, container }, { inner, mtu }) => ({
    steps: [
      addTypedLink({
        from: into,
        link: inner,
        mtu,
        type: ['dummy'],
        shape: {},
        needs: { feature: 'dummy interfaces', module: 'dummy' },
        why: 'Make an interface that leads nowhere',
      }),
      markLink(inner, `${container} ${inner.name}`),
    ],
  }),
}
