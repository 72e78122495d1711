import { withLink } from '../../model/effects.ts'
import { ip, type KnownLink, type Step } from '../step.ts'
import { deleteLink } from './link.ts'

/** Makes an interface that holds up what is sent through it and lets it go where it was going (ip-link(8), `ifb`). */
export const addIfb = (link: KnownLink, mtu: number): Step => ({
  in: link.in,
  run: [ip('link', 'add', 'name', link.name, 'mtu', mtu, 'address', link.mac, 'type', 'ifb')],
  effect: (facts) =>
    withLink(facts, link.in, {
      name: link.name,
      kind: 'ifb',
      mac: link.mac,
      mtu,
      up: false,
      addresses: [],
    }),
  why: 'Make an interface that what comes in can be sent through',
  undo: deleteLink(link),
  makes: [link],
  needs: { feature: 'interface of kind ifb', module: 'ifb' },
})
