import { HOST } from '../../model/endpoint.ts'
import { CtnetError } from '../../model/error.ts'
import { type Facts, type Link, linkOf, spaceOf } from '../../model/facts.ts'
import { LONGEST_NAME } from '../../model/name.ts'
import { inHost, type Step } from '../../plan/step.ts'
import { linkUp, markLink } from '../../plan/steps/link.ts'
import { addTypedLink } from '../../plan/steps/typed-link.ts'
import { freshName } from '../unique.ts'

/** The VLAN sub-interface of a host's interface, under whatever name. */
export const vlanOf = (facts: Facts, parent: string, id: number): Link | undefined =>
  spaceOf(facts, HOST).links.find(
    (link) =>
      link.kind === 'vlan' && link.vlan === id && link.parent?.place === HOST && link.parent.link === parent,
  )

/** Makes the VLAN sub-interface where it is missing, and brings it up (ip-link(8), `vlan`). @throws exit 4 */
export function makeVlan(facts: Facts, parent: Link, id: number): readonly Step[] {
  const existing = vlanOf(facts, parent.name, id)
  if (existing !== undefined) return existing.up ? [] : [linkUp(inHost(existing))]
  const usual = `${parent.name}.${id}`
  const name = Buffer.byteLength(usual) <= LONGEST_NAME ? usual : freshName(facts, 'vlan')
  if (linkOf(facts, HOST, name) !== undefined) {
    throw new CtnetError(
      'conflict',
      'host-interface-taken',
      `the host has an interface ${name}, which is another`,
      {
        hint: `see what it is: ip -d link show dev ${name}`,
      },
    )
  }
  const link = { in: HOST, name, mac: parent.mac }
  return [
    addTypedLink({
      from: HOST,
      link,
      mtu: parent.mtu,
      parent: parent.name,
      type: ['vlan', 'id', id],
      shape: { vlan: id },
      inheritsMac: true,
      needs: { feature: 'VLAN interfaces', module: '8021q' },
      why: `Make the sub-interface of ${parent.name} that is in VLAN ${id}`,
    }),
    markLink(link, `vlan ${id}`),
    linkUp(link),
  ]
}
