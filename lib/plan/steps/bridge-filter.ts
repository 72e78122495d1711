import type { Family } from '../../model/address.ts'
import { changeLink } from '../../model/effects.ts'
import { HOST } from '../../model/endpoint.ts'
import { type Facts, type Link, linkOf } from '../../model/facts.ts'
import { guardOf, inHost, ip, type Step } from '../step.ts'

const CALL = { 4: 'nf_call_iptables', 6: 'nf_call_ip6tables' } as const
const BRIDGE_FILTER = { feature: 'filter for bridged frames', module: 'br_netfilter' }

/** Lets the firewall see what passes between a bridge's ports, whether or not it does so everywhere (ip-link(8), `nf_call_iptables`). */
export function filterBridge(bridge: Link, family: Family, on: boolean): Step {
  const set = (to: boolean): Pick<Step, 'run' | 'effect'> => ({
    run: [ip('link', 'set', 'dev', bridge.name, 'type', 'bridge', CALL[family], to ? 1 : 0)],
    effect: (facts) =>
      changeLink(facts, HOST, bridge.name, { filtered: toggled(facts, bridge.name, family, to) }),
  })
  return {
    in: HOST,
    ...set(on),
    why: on
      ? `Let the firewall see what passes between the bridge's ports (IPv${family})`
      : `Let the firewall look at the bridge's ports no more than at others (IPv${family})`,
    undo: { in: HOST, ...set(!on), why: 'Take that back', guard: guardOf(inHost(bridge)) },
    needs: BRIDGE_FILTER,
  }
}

function toggled(facts: Facts, name: string, family: Family, on: boolean): readonly Family[] | undefined {
  const others = (linkOf(facts, HOST, name)?.filtered ?? []).filter((one) => one !== family)
  const all = on ? [...others, family].sort() : others
  return all.length === 0 ? undefined : all
}

/** Whether a port may send only to ports that are not isolated, or may get back what it sent (bridge(8), `isolated`, `hairpin`). */
export function setPort(port: Link, key: 'isolated' | 'hairpin', on: boolean, why: string): Step {
  const set = (to: boolean): Pick<Step, 'run' | 'effect'> => ({
    run: [ip('link', 'set', 'dev', port.name, 'type', 'bridge_slave', key, to ? 'on' : 'off')],
    effect: (facts) => changeLink(facts, HOST, port.name, { [key]: to || undefined }),
  })
  return {
    in: HOST,
    ...set(on),
    why,
    undo: { in: HOST, ...set(!on), why: 'Take that back', guard: guardOf(inHost(port)) },
    on: { in: HOST, name: port.name },
  }
}
