import { changeLink } from '../../model/effects.ts'
import { HOST } from '../../model/endpoint.ts'
import { type Facts, linkOf } from '../../model/facts.ts'
import { type Command, guardOf, ip, type KnownLink, type Step } from '../step.ts'

const vlan = (verb: 'add' | 'del', port: string, id: number, ...flags: string[]): Command => ({
  kind: 'exec',
  argv: ['bridge', 'vlan', verb, 'dev', port, 'vid', String(id), ...flags],
})

const setFiltering = (bridge: KnownLink, on: boolean) => ({
  in: HOST,
  run: [ip('link', 'set', 'dev', bridge.name, 'type', 'bridge', 'vlan_filtering', on ? 1 : 0)],
  effect: (facts: Facts) => changeLink(facts, HOST, bridge.name, { filtering: on }),
})

/** Lets a bridge keep VLANs apart: what is untagged is in VLAN 1 until a port says otherwise (ip-link(8), `vlan_filtering`). */
export const filterVlans = (bridge: KnownLink): Step => ({
  ...setFiltering(bridge, true),
  why: 'Let the bridge keep VLANs apart; what is untagged stays in VLAN 1',
  undo: { ...setFiltering(bridge, false), why: 'Let it pass all VLANs again', guard: guardOf(bridge) },
  on: bridge,
  needs: { feature: 'VLAN filtering of bridges', module: 'CONFIG_BRIDGE_VLAN_FILTERING' },
})

/** Lets a bridge pass all VLANs, once nobody is in one. */
export const passVlans = (bridge: KnownLink): Step => ({
  ...setFiltering(bridge, false),
  why: `Let ${bridge.name} pass all VLANs again: nobody is in one`,
  guard: guardOf(bridge),
  on: bridge,
})

/** Puts a port that the plan made into one VLAN, untagged (bridge(8), `vlan`). */
export const accessPort = (port: KnownLink, id: number): Step => ({
  in: HOST,
  run: [vlan('add', port.name, id, 'pvid', 'untagged'), vlan('del', port.name, 1)],
  effect: (facts) => changeLink(facts, HOST, port.name, { vlan: id }),
  why: `Make it an access port of VLAN ${id}`,
  on: port,
})

const tagged = (facts: Facts, port: string, change: (ids: readonly number[]) => readonly number[]): Facts => {
  const ids = change(linkOf(facts, HOST, port)?.tagged ?? [])
  return changeLink(facts, HOST, port, { tagged: ids.length > 0 ? ids : undefined })
}

const trunk = (port: KnownLink, id: number) => ({
  in: HOST,
  run: [vlan('add', port.name, id)],
  effect: (facts: Facts) =>
    tagged(facts, port.name, (ids) => [...ids.filter((one) => one !== id), id].sort((a, b) => a - b)),
})

const untrunk = (port: KnownLink, id: number) => ({
  in: HOST,
  run: [vlan('del', port.name, id)],
  effect: (facts: Facts) => tagged(facts, port.name, (ids) => ids.filter((one) => one !== id)),
})

/** Lets a port carry a VLAN, tagged. */
export const trunkPort = (port: KnownLink, id: number): Step => ({
  ...trunk(port, id),
  why: `Let ${port.name} carry VLAN ${id}, tagged`,
  undo: { ...untrunk(port, id), why: 'Let it carry that VLAN no more', guard: guardOf(port) },
  on: port,
})

/** Lets a port carry a VLAN no more. */
export const leaveTrunk = (port: KnownLink, id: number): Step => ({
  ...untrunk(port, id),
  why: `Let ${port.name} carry VLAN ${id} no more: nobody is in it`,
  undo: { ...trunk(port, id), why: 'Let it carry that VLAN again', guard: guardOf(port) },
  on: port,
})
