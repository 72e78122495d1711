import { isLinkLocal, showCidr } from '../model/address.ts'
import { HOST } from '../model/endpoint.ts'
import { CtnetError } from '../model/error.ts'
import { type Facts, isOwn, type Link, linkOf, OWN_ALIAS, spaceOf } from '../model/facts.ts'
import { isGiven } from '../model/route.ts'
import { listed } from '../model/text.ts'
import { nothingToDo, type Plan } from '../plan/plan.ts'
import { inHost, type Step } from '../plan/step.ts'
import { linkUp } from '../plan/steps/link.ts'
import { enslave, keepMac, release } from '../plan/steps/port.ts'
import { repairs } from './bridge-create.ts'

export interface PortIntent {
  readonly bridge: string
  /** The host's interface. */
  readonly port: string
}

export interface PortAddition extends PortIntent {
  /** Also one that carries addresses or routes of the host's. */
  readonly force: boolean
}

export interface PortResult {
  readonly bridge: string
  readonly interface: string
}

/**
 * Makes an interface of the host's a port of a bridge, as `brctl addif` does: what is behind it and the containers on the
 * bridge are then on one wire (the document, "Building your own bridge").
 *
 * @throws exit 3 (no such bridge or interface), 4 (it can't be a port, is another's, or carries the host's addresses)
 */
export function addPort(facts: Facts, intent: PortAddition): Plan<PortResult> {
  const bridge = bridgeIn(facts, intent.bridge)
  const port = portIn(facts, intent)
  refuseNoPort(intent, port)
  const { name, mac } = port
  const isPort = port.master === bridge.name
  if (!isPort && port.master !== undefined) refuseAttached(port.master, port)
  if (!isPort) refuseBusy(facts, intent, port)
  const build: Step[] = [
    ...(isOwn(bridge) ? repairs(facts, bridge) : []),
    ...(isPort ? [] : [...macKept(bridge), enslave({ in: HOST, name, mac }, bridge.name)]),
    ...(port.up ? [] : [linkUp({ in: HOST, name, mac })]),
  ]
  const result = { bridge: bridge.name, interface: name }
  if (build.length === 0) return nothingToDo(result, `${name} is already a port of ${bridge.name}`)
  const notes =
    port.mtu < bridge.mtu
      ? [
          `the MTU of ${name} is ${port.mtu}, below that of ${bridge.name}, ${bridge.mtu}: longer packets are lost there`,
        ]
      : []
  return { build, finish: [], result, notes }
}

/**
 * Takes an interface of the host's out of a bridge again, as `brctl delif` does.
 *
 * @throws exit 3 (no such bridge), 4 (the port is a container's)
 */
export function removePort(facts: Facts, intent: PortIntent): Plan<PortResult> {
  const bridge = bridgeIn(facts, intent.bridge)
  const port = linkOf(facts, HOST, intent.port)
  const result = { bridge: bridge.name, interface: intent.port }
  if (port?.master !== bridge.name) {
    const other = port?.master === undefined ? '' : ` but of ${port.master}`
    const what =
      port === undefined
        ? `there is no interface ${intent.port}`
        : `${port.name} is no port of ${bridge.name}${other}`
    return nothingToDo(result, `${what}: nothing to remove`)
  }
  refuseAttached(bridge.name, port)
  const { name, mac } = port
  const kept = mac === bridge.mac ? [] : macKept(bridge)
  return { build: [...kept, release({ in: HOST, name, mac }, bridge)], finish: [], result, notes: [] }
}

/** A bridge of ctnet's has a MAC of its own from birth. */
const macKept = (bridge: Link): Step[] => (isOwn(bridge) ? [] : [keepMac(inHost(bridge))])

const conflict = (code: string, message: string, hint: string) =>
  new CtnetError('conflict', code, message, { hint })

function bridgeIn(facts: Facts, name: string): Link {
  const bridge = linkOf(facts, HOST, name)
  if (bridge === undefined) {
    throw new CtnetError('notFound', 'no-bridge', `there is no bridge ${name}`, {
      hint: `see which there are: ctnet bridge show; make it: ctnet bridge create ${name}`,
    })
  }
  if (bridge.kind === 'bridge') return bridge
  throw conflict('not-a-bridge', `${name} is not a bridge`, 'see which there are: ctnet bridge show')
}

function portIn(facts: Facts, { port: name }: PortIntent): Link {
  const port = linkOf(facts, HOST, name)
  if (port !== undefined) return port
  throw new CtnetError('notFound', 'no-interface', `the host has no interface ${name}`, {
    hint: 'see which there are: ip -brief link',
  })
}

/** What the kernel makes no port of a bridge (net/bridge/br_if.c, br_add_if). */
function refuseNoPort({ bridge }: PortIntent, { name, kind, wireless }: Link): void {
  if (kind === 'loopback') {
    throw conflict(
      'loopback',
      `${name} is the loopback interface: it can't be a port of a bridge`,
      'name another',
    )
  }
  if (kind === 'bridge') {
    throw conflict(
      'is-a-bridge',
      `${name} is a bridge itself: it can't be a port of ${bridge}`,
      'join two bridges by a pair of interfaces: ip link add … type veth peer name …',
    )
  }
  if (wireless !== true) return
  throw conflict(
    'wireless',
    `${name} is wireless: an access point takes packets from its own MAC address alone, so it can't be a port of a bridge`,
    `leave ${bridge} without it, and route between the two`,
  )
}

function refuseBusy(facts: Facts, { bridge, force }: PortAddition, { name, master, addresses }: Link): void {
  if (master !== undefined) {
    throw conflict(
      'other-master',
      `${name} is a port of ${master} already, so it can't be one of ${bridge}`,
      `take it out first: ctnet bridge remove ${master} ${name}`,
    )
  }
  const carried = [
    ...addresses.filter(({ ip }) => !isLinkLocal(ip)).map(showCidr),
    ...spaceOf(facts, HOST).routes.flatMap((route) =>
      route.dev === name && isGiven(route) ? [`the route to ${route.to}`] : [],
    ),
  ]
  if (carried.length === 0 || force) return
  throw conflict(
    'carries-addresses',
    `${name} carries this host's ${listed(carried)}: they would no longer work, since the bridge takes all that arrives there`,
    `if this host shall be cut off there all the same: --force; an address of its own belongs on ${bridge}`,
  )
}

/** A container's other end is detached, not cut off. */
function refuseAttached(bridge: string, port: Link): void {
  if (!isOwn(port)) return
  const [container = 'CONTAINER', inside = ''] = (port.alias ?? '').slice(OWN_ALIAS.length).trim().split(' ')
  throw conflict(
    'attached',
    `${port.name} is the other end of ${container}'s ${inside}, which ctnet attached to ${bridge}`,
    `ctnet detach ${container} ${inside}`.trim(),
  )
}
