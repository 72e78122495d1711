import { contains, firstFree, networkOf, showCidr } from '../model/address.ts'
import type { BridgeAddresses } from '../model/bridge-address.ts'
import { HOST } from '../model/endpoint.ts'
import { CtnetError } from '../model/error.ts'
import { type Facts, isOwn, linkOf } from '../model/facts.ts'
import type { Step } from '../plan/step.ts'
import { linkUp } from '../plan/steps/link.ts'
import type { AttachIntent } from './attach-intent.ts'
import { explicitGateways } from './attach-routes.ts'
import { createBridge, repairs } from './bridge-create.ts'

/** Makes the bridge if that was asked for, puts right what one of ctnet's has lost, brings up one that is down. */
export function prepareBridge(facts: Facts, intent: AttachIntent): readonly Step[] {
  const { bridge: name, create, force } = intent
  const bridge = linkOf(facts, HOST, name)
  if (bridge === undefined) {
    if (create === 'to fit') return createBridge(facts, { name, addresses: fitting(intent), force }).build
    if (create !== undefined) return createBridge(facts, { ...create, name, force }).build
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
  return bridge.up ? [] : [linkUp({ in: HOST, name, mac: bridge.mac })]
}

function creation(intent: AttachIntent): string {
  const addresses = fitting(intent)
  return [
    'ctnet bridge create',
    intent.bridge,
    ...(addresses === 'auto' ? [] : addresses.map(showCidr)),
  ].join(' ')
}

/**
 * The addresses of a bridge that is made for a container: on each subnet that the container gets an address of, its
 * gateway's, or else the subnet's first one.
 */
function fitting(intent: AttachIntent): BridgeAddresses {
  const asked = intent.addresses.flatMap((spec) => (spec.kind === 'cidr' ? [spec.cidr] : []))
  const own = asked.flatMap((cidr) => {
    const gateway = explicitGateways(intent).find((ip) => contains(cidr, ip))
    const ip = gateway ?? firstFree(cidr, new Set(asked.map(({ ip }) => ip)))
    return ip === undefined ? [] : [{ ...cidr, ip }]
  })
  const subnets = new Map(own.map((cidr) => [showCidr(networkOf(cidr)), cidr]))
  return subnets.size === 0 || intent.addresses.some(({ kind }) => kind === 'auto')
    ? 'auto'
    : [...subnets.values()]
}
