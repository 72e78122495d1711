import { HOST } from '../model/endpoint.ts'
import { type Facts, linkOf, spaceOf } from '../model/facts.ts'
import type { OvsPort } from '../model/ovs.ts'
import type { Plan } from '../plan/plan.ts'
import { after } from '../plan/plan.ts'
import type { Step } from '../plan/step.ts'
import { stopDhcp } from '../plan/steps/dhcp.ts'
import { bridgesWithRules, forgetBridge, forgetEmptyChain, isLeftEmpty } from '../plan/steps/firewall.ts'
import { deleteOvsPort } from '../plan/steps/ovs-port.ts'
import { cleanNetns, type NamespaceResult } from './netns-link.ts'
import { needless } from './networks/needless.ts'

export interface CleanResult extends NamespaceResult {
  /** Bridges that are gone, whose rules went. */
  readonly bridges: readonly string[]
  /** Interfaces whose containers are gone, whose DHCP clients were ended. */
  readonly dhcp: readonly string[]
  /** Interfaces of the host's that lay there for containers, which went. */
  readonly links: readonly string[]
  /** Ports of Open vSwitch whose interface was gone, which went. */
  readonly ports: readonly string[]
}

/**
 * Removes what has lost its owner: rules of bridges that are gone, names of namespaces and DHCP clients of containers that
 * are gone, ports of Open vSwitch whose interface is gone, the host's own interfaces beside them.
 */
export function clean(facts: Facts): Plan<CleanResult> {
  const links = cleanNetns(facts)
  const steps: Step[] = []
  const bridges = new Set<string>()
  let known = facts
  for (const family of [4, 6] as const) {
    if (isLeftEmpty(facts, family)) steps.push(forgetEmptyChain(facts, family))
    for (const bridge of bridgesWithRules(spaceOf(facts, HOST).rules[family] ?? [])) {
      if (linkOf(facts, HOST, bridge) !== undefined) continue
      const step = forgetBridge(known, family, bridge)
      known = after(known, [step])
      bridges.add(bridge)
      steps.push(step)
    }
  }
  const orphans = (facts.dhcp ?? []).filter(({ state }) => state === 'orphaned')
  const dead = deadPorts(facts)
  const unused = needless(facts)
  steps.push(...unused.build)
  const finish = [
    ...links.finish,
    ...unused.finish,
    ...orphans.map(({ id }) => stopDhcp(id)),
    ...dead.map((port) => deleteOvsPort(port, 'Take a port whose interface is gone out of Open vSwitch')),
  ]
  const result = {
    names: links.result.names,
    bridges: [...bridges],
    dhcp: orphans.map(({ link }) => link),
    ports: dead.map(({ name }) => name),
    links: unused.finish.flatMap(({ guard }) => (guard?.kind === 'link' ? guard.name : [])),
  }
  return { build: steps, finish, result, notes: [] }
}

/** Ports of ctnet's that the database keeps for interfaces that went with their container. */
const deadPorts = (facts: Facts): readonly OvsPort[] =>
  (facts.ovs?.ports ?? []).filter(
    ({ name, mark }) => mark !== undefined && linkOf(facts, HOST, name) === undefined,
  )
