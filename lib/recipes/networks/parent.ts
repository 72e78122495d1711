import { HOST, type Place } from '../../model/endpoint.ts'
import { CtnetError, usageError } from '../../model/error.ts'
import { childrenOf, type Facts, type Link, linkOf, spaceOf } from '../../model/facts.ts'
import { knownInterfaceName } from '../../model/name.ts'
import { listed, quoted } from '../../model/text.ts'
import type { Step } from '../../plan/step.ts'
import { linkUp } from '../../plan/steps/link.ts'
import type { AttachIntent } from '../attach-intent.ts'
import { givenAddresses } from '../home.ts'
import { hostEnd } from './host-access.ts'
import type { Wire } from './kind.ts'
import { holderOf, type Neighbour, takenAddresses } from './neighbours.ts'
import { makeVlan, vlanOf } from './vlan.ts'

/** A network that lies on top of an interface of the host's, in one of several modes. */
export interface ParentNetwork<Mode extends string = string> {
  readonly kind: 'macvlan' | 'ipvlan'
  readonly parent: string
  readonly mode: Mode
}

type Intent = AttachIntent<ParentNetwork>

/** `IF` or `IF:MODE`; the first mode is the default. @throws exit 2 */
export function parseParent<Mode extends string>(
  what: string,
  modes: readonly [Mode, ...Mode[]],
): { parent: string; mode: Mode } {
  const [name = '', word = modes[0], ...rest] = what.split(':')
  const mode = modes.find((one) => one === word)
  if (mode === undefined || rest.length > 0) {
    throw usageError(
      `${quoted([word, ...rest].join(':'))} is not one of its modes`,
      `give ${listed(modes, 'or')}`,
    )
  }
  return { parent: knownInterfaceName(name), mode }
}

/** The interface that it lies on: with a VLAN the sub-interface, which is there once it is prepared. */
export const parentOf = (facts: Facts, { network, vlan }: Intent): Link =>
  (vlan === undefined ? linkOf(facts, HOST, network.parent) : vlanOf(facts, network.parent, vlan)) as Link

/** Sees that the interface can be lain on, brings it up, and makes its VLAN sub-interface. @throws exit 3, 4 */
export function prepareParent(facts: Facts, intent: Intent): readonly Step[] {
  const { network, vlan } = intent
  const link = linkOf(facts, HOST, network.parent)
  if (link === undefined) {
    throw new CtnetError('notFound', 'no-interface', `the host has no interface ${network.parent}`, {
      hint: 'see which there are: ip link',
    })
  }
  refuseUnfit(intent, link)
  const up = link.up ? [] : [linkUp({ in: HOST, name: link.name, mac: link.mac }, givenAddresses(link))]
  return vlan === undefined ? up : [...up, ...makeVlan(facts, link, vlan)]
}

function refuseUnfit({ network: { kind }, into, container }: Intent, link: Link): void {
  const { name, master, kind: linkKind, wireless, peer } = link
  const conflict = (code: string, what: string, hint: string) =>
    new CtnetError('conflict', code, `${name} can't carry a ${kind}: ${what}`, { hint })
  if (master !== undefined)
    throw conflict('bridge-port', `it is a port of the bridge ${master}`, `attach to the bridge: ${master}`)
  if (peer?.place === into)
    throw conflict(
      'own-end',
      `it is the other end of ${container}'s ${peer.link}`,
      'give a physical one: ip link',
    )
  if (linkKind === 'loopback')
    throw conflict('loopback', 'it is the loopback interface', 'give a physical one: ip link')
  if (wireless && kind === 'macvlan') {
    throw conflict(
      'wireless',
      'it is wireless, and an access point takes one MAC alone from each station',
      `an ipvlan has its parent's MAC: ipvlan:${name}`,
    )
  }
}

/** The kernel takes macvlans or ipvlans on an interface, not both, and passthru alone. @throws exit 4 */
export function refuseSiblings(facts: Facts, { kind, mode }: ParentNetwork, parent: string): void {
  for (const { place, own } of childrenOf(facts, parent)) {
    if (own.kind !== 'macvlan' && own.kind !== 'ipvlan') continue
    const holder = holderOf(own, place, own.name)
    const conflict = (what: string, hint: string) =>
      new CtnetError('conflict', 'parent-taken', `${parent} carries ${what} already (${holder})`, { hint })
    if (own.kind !== kind)
      throw conflict(own.kind === 'ipvlan' ? 'an ipvlan' : 'a macvlan', `attach to ${own.kind}:${parent}`)
    if (kind === 'ipvlan' && own.mode !== mode)
      throw conflict(
        `ipvlans in mode ${own.mode}, and all of them have one mode`,
        `attach to ipvlan:${parent}:${own.mode}`,
      )
    if ([own.mode, mode].includes('passthru'))
      throw conflict(`a macvlan in mode ${own.mode}, and passthru stands alone`, 'detach that one first')
  }
}

/** What is known of the network on top of the interface. Its addresses are somebody else's to give. */
export function parentWire(facts: Facts, intent: Intent): Wire {
  const { network } = intent
  const parent = parentOf(facts, intent)
  const ways = [parent.name, hostEnd(facts, parent.name)?.name]
  const neighbours = childrenOf(facts, parent.name).map(
    ({ place, own }): Neighbour => ({ link: own, holder: holderOf(own, place, own.name) }),
  )
  return {
    name: wireName(network.kind, parent.name, network.mode),
    subnets: [],
    fill: 'top',
    taken: takenAddresses(facts, neighbours, parent.addresses),
    macs: new Map([
      [parent.mac, `this host (${parent.name})`],
      ...neighbours.map(({ link, holder }) => [link.mac, holder] as const),
    ]),
    gateways: spaceOf(facts, HOST).routes.flatMap(({ to, dev, via, table }) =>
      to === 'default' && ways.includes(dev) && table === 'main' ? (via ?? []) : [],
    ),
    mtu: parent.mtu,
    largest: parent.mtu,
    askOn: parent.name,
  }
}

const wireName = (kind: string, parent: string, mode: string | undefined): string =>
  `${kind}:${parent}:${mode}`

export const leadsToParent =
  (kind: ParentNetwork['kind']) =>
  (_: Facts, __: Place, link: Link): string | undefined =>
    link.kind === kind && link.parent?.place === HOST
      ? wireName(kind, link.parent.link, link.mode)
      : undefined
