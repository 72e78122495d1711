import { HOST } from '../../model/endpoint.ts'
import { CtnetError } from '../../model/error.ts'
import { type Facts, isOwn, type Link, linkOf, portsOf, spaceOf } from '../../model/facts.ts'
import { inHost, type Step } from '../../plan/step.ts'
import { filterVlans, leaveTrunk, passVlans, trunkPort } from '../../plan/steps/bridge-vlan.ts'
import type { Leaving } from './kind.ts'

export interface BridgeVlan {
  readonly bridge: string
  readonly vlan: number
  /** Also where the bridge is somebody else's. */
  readonly force?: boolean | undefined
}

/** The ports that lead out of the host: not those by which ctnet attached a container. */
const uplinks = (facts: Facts, bridge: string): readonly Link[] =>
  portsOf(facts, HOST, bridge).filter((port) => !(port.kind === 'veth' && isOwn(port)))

/**
 * Lets the bridge keep VLANs apart, and its ports that lead out of the host carry this one, tagged. @throws exit 4
 * for a bridge of another's that doesn't keep them apart yet
 */
export function prepareVlan(facts: Facts, { bridge: name, vlan, force }: BridgeVlan): readonly Step[] {
  const bridge = linkOf(facts, HOST, name)
  if (bridge === undefined) return []
  if (!bridge.filtering && !isOwn(bridge) && !force) {
    throw new CtnetError(
      'conflict',
      'no-vlans',
      `the bridge ${name} doesn't keep VLANs apart, and ctnet didn't make it: its other ports may carry tagged frames`,
      {
        hint: 'let it do so all the same: --force; or attach to a bridge of ctnet: ctnet bridge create NAME',
      },
    )
  }
  const carriers = vlan === 1 ? [] : uplinks(facts, name)
  return [
    ...(bridge.filtering ? [] : [filterVlans(inHost(bridge))]),
    ...carriers
      .filter((port) => port.vlan !== vlan && port.tagged?.includes(vlan) !== true)
      .map((port) => trunkPort(inHost(port), vlan)),
  ]
}

/** With the last access port of a VLAN, nothing carries that VLAN any more. */
export function leaveTrunks(facts: Facts, port: Link | undefined): Leaving | undefined {
  const { master, vlan } = port ?? {}
  if (port === undefined || master === undefined || vlan === undefined || !isOwn(port)) return undefined
  const others = portsOf(facts, HOST, master).filter((one) => one.name !== port.name && isOwn(one))
  if (others.some((one) => one.vlan === vlan)) return undefined
  return {
    build: uplinks(facts, master)
      .filter(({ tagged }) => tagged?.includes(vlan))
      .map((uplink) => leaveTrunk(inHost(uplink), vlan)),
    finish: [],
  }
}

/** With the last port in a VLAN, a bridge of ctnet's needn't keep VLANs apart any more. */
export const mixVlans = (before: Facts, now: Facts): readonly Step[] =>
  spaceOf(now, HOST)
    .links.filter((link) => link.filtering && isOwn(link) && hasVlans(before, link) && !hasVlans(now, link))
    .map((bridge) => passVlans(inHost(bridge)))

const hasVlans = (facts: Facts, bridge: Link): boolean =>
  [bridge, ...portsOf(facts, HOST, bridge.name)].some(
    ({ vlan, tagged }) => vlan !== undefined || tagged !== undefined,
  )
