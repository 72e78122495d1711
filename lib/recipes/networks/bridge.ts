import { isLinkLocal, showCidr } from '../../model/address.ts'
import { HOST } from '../../model/endpoint.ts'
import { CtnetError } from '../../model/error.ts'
import { type Facts, isOwn, type Link, linkOf, portsOf } from '../../model/facts.ts'
import { knownInterfaceName } from '../../model/name.ts'
import { OVS_KERNEL_DATAPATH } from '../../model/ovs.ts'
import { after } from '../../plan/plan.ts'
import { inHost, type Step } from '../../plan/step.ts'
import { accessPort } from '../../plan/steps/bridge-vlan.ts'
import { addVeth, linkUp, markLink } from '../../plan/steps/link.ts'
import type { AttachIntent } from '../attach-intent.ts'
import { createBridge, repairs } from '../bridge-create.ts'
import { mayBeOthers } from '../may-be-others.ts'
import { leaveTrunks, prepareVlan } from './bridge-vlan.ts'
import { fitting } from './fitting.ts'
import { hostEnd } from './host-end.ts'
import type { Laid, Laying, NetworkKind, Wire } from './kind.ts'
import { behind, macsOn, takenAddresses } from './neighbours.ts'
import { vlanOf } from './vlan.ts'

export interface BridgeNetwork {
  readonly kind: 'bridge'
  readonly name: string
}

type Intent = AttachIntent<BridgeNetwork>

/** A pair of interfaces, one end of which is a port of the bridge: the document's way. */
export const bridge: NetworkKind<BridgeNetwork> = {
  kind: 'bridge',
  form: 'bridge:NAME',
  completes: { what: 'bridge' },
  takes: ['create', 'host-if', 'mac', 'vlan'],
  parse: (what) => ({ kind: 'bridge', name: knownInterfaceName(what) }),
  prepare,
  wire,
  leads: (facts, _, { peer }) => {
    const port = peer?.place === HOST ? linkOf(facts, HOST, peer.link) : undefined
    return port?.master === undefined || port.master === OVS_KERNEL_DATAPATH
      ? undefined
      : nameOf(port.master, port.vlan)
  },
  lay,
  leave: (facts, _, { peer }) =>
    peer?.place === HOST ? leaveTrunks(facts, linkOf(facts, HOST, peer.link)) : undefined,
}

const nameOf = (name: string, vlan: number | undefined): string =>
  vlan === undefined ? name : `${name} --vlan ${vlan}`

/** Makes the bridge ready, and the VLAN on it. */
function prepare(facts: Facts, intent: Intent): readonly Step[] {
  const steps = prepareBridge(facts, intent)
  const { vlan, network, force } = intent
  if (vlan === undefined) return steps
  return [...steps, ...prepareVlan(after(facts, steps), { bridge: network.name, vlan, force })]
}

/** Makes the bridge if that was asked for, puts right what one of ctnet's has lost, brings up one that is down. */
function prepareBridge(facts: Facts, intent: Intent): readonly Step[] {
  const {
    create,
    force,
    network: { name },
  } = intent
  const bridge = linkOf(facts, HOST, name)
  if (bridge === undefined) {
    if (create === 'to fit') return createBridge(facts, { name, addresses: fitting(intent), force }).build
    if (create !== undefined) {
      const addresses = intent.bridgeAddress ?? create.addresses
      return createBridge(facts, { ...create, addresses, name, force }).build
    }
    throw new CtnetError('notFound', 'no-bridge', `there is no bridge ${name}`, {
      hint: `make it: ${creation(intent)}, or add --create; see what there is: ctnet bridge show`,
    })
  }
  if (bridge.master !== undefined) {
    throw new CtnetError('conflict', 'bridge-port', `${name} is a port of the bridge ${bridge.master}`, {
      hint: `attach to the bridge itself: ${bridge.master}`,
    })
  }
  if (bridge.kind !== 'bridge') {
    throw new CtnetError('conflict', 'not-a-bridge', `${name} is not a bridge`, {
      hint: 'see which there are: ctnet bridge show',
    })
  }
  if (isOwn(bridge)) return repairs(facts, bridge)
  return bridge.up ? [] : [linkUp(inHost(bridge))]
}

function creation(intent: Intent): string {
  const addresses = fitting(intent)
  return [
    'ctnet bridge create',
    intent.network.name,
    ...(addresses === 'auto' ? [] : addresses.map(showCidr)),
  ].join(' ')
}

function wire(facts: Facts, { network: { name }, vlan }: Intent): Wire {
  const own = linkOf(facts, HOST, name) as Link
  const ports = portsOf(facts, HOST, name)
  // In a VLAN the host itself has an address only by a sub-interface of the bridge.
  const host = vlan === undefined || vlan === 1 ? own : vlanOf(facts, name, vlan)
  const subnets = host?.addresses.filter(({ ip }) => !isLinkLocal(ip)) ?? []
  return {
    name: nameOf(name, vlan === 1 ? undefined : vlan),
    subnets,
    // A bridge of another's, such as docker0, has an allocator that fills it from the bottom.
    fill: isOwn(own) ? 'bottom' : 'top',
    taken: takenAddresses(facts, behind(facts, ports), own.addresses),
    macs: macsOn(facts, ports),
    gateways: subnets.map(({ ip }) => ip),
    mtu: own.mtu,
    largest: own.mtu,
    askOn: mayBeOthers(facts, name) ? host?.name : undefined,
  }
}

function lay(
  facts: Facts,
  { network, container, hostIfName, vlan = 1 }: Intent,
  { inner, mtu }: Laid,
): Laying {
  const outer = { ...hostEnd(facts, hostIfName), master: network.name }
  return {
    steps: [
      addVeth({
        outer,
        inner,
        mtu,
        why: 'Create a pair of peer interfaces: one end is bound to the bridge, the other is tossed over the wall into the container',
      }),
      markLink(outer, `${container} ${inner.name}`),
      ...(vlan === 1 ? [] : [accessPort(outer, vlan)]),
    ],
    hostInterface: outer.name,
    port: linkOf(facts, HOST, network.name)?.stp ? undefined : outer,
  }
}
