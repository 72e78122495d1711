import type { Place } from '../model/endpoint.ts'
import { HOST } from '../model/endpoint.ts'
import { CtnetError, usageError } from '../model/error.ts'
import { type Facts, isOwn, type Link, linkOf, ovsPortOf } from '../model/facts.ts'
import { knownInterfaceName } from '../model/name.ts'
import type { OvsPort } from '../model/ovs.ts'
import { listed, quoted } from '../model/text.ts'
import { type BridgeNetwork, bridge } from './networks/bridge.ts'
import { type DummyNetwork, dummy } from './networks/dummy.ts'
import { type IpvlanNetwork, ipvlan } from './networks/ipvlan.ts'
import type { Leaving, NetworkKind, NetworkWords } from './networks/kind.ts'
import { type MacvlanNetwork, macvlan } from './networks/macvlan.ts'
import { type OvsNetwork, ovs } from './networks/ovs.ts'
import { type PhysNetwork, phys } from './networks/phys.ts'
import { type VxlanNetwork, vxlan } from './networks/vxlan.ts'

/** What a container can be attached to. */
export type Network =
  | BridgeNetwork
  | MacvlanNetwork
  | IpvlanNetwork
  | OvsNetwork
  | PhysNetwork
  | VxlanNetwork
  | DummyNetwork

/** What is written without a kind: a bridge's name, else an interface's. */
export interface NamedNetwork {
  readonly kind: 'name'
  readonly name: string
}

/** A kind whose network only it knows. */
// biome-ignore lint/suspicious/noExplicitAny: the network's type is each kind's own affair
type AnyKind = NetworkKind<any>

const KINDS: Readonly<Record<Network['kind'], AnyKind>> = { bridge, macvlan, ipvlan, phys, ovs, vxlan, dummy }

/** What may stand before a NETWORK's colon. */
export const networkKinds: readonly string[] = Object.keys(KINDS)

/** The ways to write a NETWORK. */
export const networkForms: readonly string[] = ['NAME', ...Object.values(KINDS).map(({ form }) => form)]

/** The kinds of NETWORK as a shell completes them. */
export const networkWords: readonly (Partial<NetworkWords> & {
  readonly kind: string
  readonly form: string
})[] = Object.values(KINDS).map(({ kind, form, completes }) => ({ kind, form, ...completes }))

export const kindOf = ({ kind }: Network): AnyKind => KINDS[kind]

/** A NETWORK of the command line: `NAME`, or `KIND:WHAT`. @throws exit 2 */
export function parseNetwork(text: string): Network | NamedNetwork {
  const colon = text.indexOf(':')
  const word = colon < 0 ? text : text.slice(0, colon)
  const known = Object.values(KINDS).find(({ kind, form }) => kind === word && (colon > 0 || form === kind))
  if (known !== undefined) return known.parse(colon < 0 ? '' : text.slice(colon + 1))
  if (colon < 0) return { kind: 'name', name: knownInterfaceName(text) }
  throw usageError(`${quoted(word)} is not a kind of network`, `give one as ${listed(networkForms, 'or')}`)
}

/** What a bare name means: a bridge, the kernel's or Open vSwitch's, there or to be made; else an interface for a macvlan. @throws exit 4 */
export function resolveNetwork(facts: Facts, network: Network | NamedNetwork): Network {
  if (network.kind !== 'name') return network
  const { name } = network
  const port = ovsPortOf(facts, name)
  if (port?.bridge === name) return { kind: 'ovs', name }
  if (port !== undefined) throw anOvsPort(port)
  const link = linkOf(facts, HOST, name)
  if (link === undefined || link.kind === 'bridge' || link.master !== undefined)
    return { kind: 'bridge', name }
  if (link.kind === 'loopback' || (link.kind === 'veth' && isOwn(link))) throw notANetwork(link)
  return { kind: 'macvlan', parent: name, mode: 'bridge' }
}

const anOvsPort = ({ name, bridge }: OvsPort) =>
  new CtnetError('conflict', 'bridge-port', `${name} is a port of the Open vSwitch bridge ${bridge}`, {
    hint: `attach to the bridge itself: ovs:${bridge}`,
  })

const notANetwork = ({ name, alias }: Link) =>
  new CtnetError(
    'conflict',
    'not-a-network',
    `${name} is no network that a container can be attached to${alias === undefined ? '' : ` (${alias})`}`,
    { hint: 'give a bridge (ctnet bridge show) or a physical interface (ip link)' },
  )

/** Where a container's interface leads: a wire's name. */
export const leadsTo = (facts: Facts, place: Place, link: Link): string | undefined =>
  Object.values(KINDS)
    .map((kind) => kind.leads(facts, place, link))
    .find((name) => name !== undefined)

/** What it takes to leave, where its kind has more to it than to delete the interface. */
export const leavingOf = (facts: Facts, place: Place, link: Link): Leaving | undefined =>
  Object.values(KINDS)
    .map((kind) => kind.leave?.(facts, place, link))
    .find((leaving) => leaving !== undefined)
