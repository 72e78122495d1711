import { HOST, type Place } from '../../model/endpoint.ts'
import { CtnetError, usageError } from '../../model/error.ts'
import { childrenOf, type Facts, type Link, linkOf, spaceOf } from '../../model/facts.ts'
import { knownInterfaceName } from '../../model/name.ts'
import { listed, quoted } from '../../model/text.ts'
import { inHost, type Step } from '../../plan/step.ts'
import { linkUp, markLink } from '../../plan/steps/link.ts'
import { addTypedLink } from '../../plan/steps/typed-link.ts'
import type { AttachIntent } from '../attach-intent.ts'
import { givenAddresses } from '../home.ts'
import { bridgeOver } from './bridge-over.ts'
import { hostEnd } from './host-access.ts'
import type { Laid, Laying, Wire } from './kind.ts'
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

/** Sees that the interface can be lain on, brings it up if forced to, and makes its VLAN sub-interface. @throws exit 3, 4 */
export function prepareParent(facts: Facts, intent: Intent): readonly Step[] {
  const { network, vlan } = intent
  const link = linkOf(facts, HOST, network.parent)
  if (link === undefined) {
    throw new CtnetError('notFound', 'no-interface', `the host has no interface ${network.parent}`, {
      hint: 'see which there are: ip link',
    })
  }
  refusePort(facts, network, link)
  refuseUnfit(intent, link)
  const existing = vlan === undefined ? undefined : vlanOf(facts, link.name, vlan)
  if (existing !== undefined) refusePort(facts, network, existing)
  const up = link.up ? [] : [linkUp(inHost(link), givenAddresses(link))]
  return vlan === undefined ? up : [...up, ...makeVlan(facts, link, vlan)]
}

const A = { macvlan: 'a macvlan', ipvlan: 'an ipvlan' } as const

function refusePort(facts: Facts, { kind }: ParentNetwork, link: Link): void {
  const bridge = bridgeOver(facts, link)
  if (bridge === undefined) return
  throw new CtnetError(
    'conflict',
    'bridge-port',
    `${link.name} can't carry ${A[kind]}: it is a port of the bridge ${bridge}`,
    { hint: `attach to the bridge: ${bridge}` },
  )
}

function refuseUnfit({ network: { kind }, into, container, vlan, force }: Intent, link: Link): void {
  const { name, up, kind: linkKind, wireless, peer, parent } = link
  const conflict = (code: string, what: string, hint: string) =>
    new CtnetError('conflict', code, `${name} can't carry ${A[kind]}: ${what}`, { hint })
  // The kernel would lay it beside that one, on what that one lies on.
  if (linkKind === kind && vlan === undefined) {
    const below = parent === undefined ? 'a physical interface: ip link' : `${kind}:${parent.link}`
    throw conflict('stacked', `it is ${A[kind]} itself`, `attach to ${below}`)
  }
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
  if (!up && !force) {
    throw conflict(
      'parent-down',
      'it is down',
      `bring it up: ip link set dev ${name} up; or let ctnet do so: --force`,
    )
  }
}

/** The kernel takes macvlans or ipvlans on an interface, not both, and passthru alone. @throws exit 4 */
function refuseSiblings(facts: Facts, { kind, mode }: ParentNetwork, parent: string): void {
  for (const { place, own } of childrenOf(facts, parent)) {
    if (own.kind !== 'macvlan' && own.kind !== 'ipvlan') continue
    const holder = holderOf(own, place, own.name)
    const conflict = (what: string, hint: string) =>
      new CtnetError('conflict', 'parent-taken', `${parent} already carries ${what} (${holder})`, { hint })
    if (own.kind !== kind)
      throw conflict(A[own.kind], `attach to ${own.kind}:${parent}, or detach that one first`)
    if (kind === 'ipvlan' && own.mode !== mode)
      throw conflict(
        `ipvlans in mode ${own.mode}, and all of them have one mode`,
        `attach to ipvlan:${parent}:${own.mode}, or detach that one first`,
      )
    if ([own.mode, mode].includes('passthru'))
      throw conflict(`a macvlan in mode ${own.mode}, and passthru stands alone`, 'detach that one first')
  }
}

/** Lays the interface on top of it, born in the container. */
export function layOnParent(facts: Facts, intent: Intent, { inner, mtu }: Laid): Laying {
  const { container, network } = intent
  const { kind, mode } = network
  const parent = parentOf(facts, intent)
  refuseSiblings(facts, network, parent.name)
  const mac = kind === 'ipvlan' ? 'the same MAC' : 'a MAC of its own'
  return {
    steps: [
      addTypedLink({
        from: HOST,
        link: inner,
        mtu,
        parent: parent.name,
        type: [kind, 'mode', mode],
        shape: { mode },
        inheritsMac: kind === 'ipvlan',
        needs: { feature: `${kind} interfaces`, module: kind },
        why: `Lay an interface on top of ${parent.name}, with ${mac}, born in the container`,
      }),
      markLink(inner, `${container} ${inner.name}`),
    ],
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
