import { HOST } from '../model/endpoint.ts'
import { type Facts, linkOf, spaceOf } from '../model/facts.ts'
import type { Plan } from '../plan/plan.ts'
import { after } from '../plan/plan.ts'
import type { Step } from '../plan/step.ts'
import { stopDhcp } from '../plan/steps/dhcp.ts'
import { bridgesWithRules, forgetBridge, forgetEmptyChain, isLeftEmpty } from '../plan/steps/firewall.ts'
import { cleanNetns, type NamespaceResult } from './netns-link.ts'

export interface CleanResult extends NamespaceResult {
  /** Bridges that are gone, whose rules went. */
  readonly bridges: readonly string[]
  /** Interfaces whose containers are gone, whose DHCP clients were ended. */
  readonly dhcp: readonly string[]
}

/** Removes what has lost its owner: rules of bridges that are gone, names of namespaces and DHCP clients of containers that are gone. */
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
  const finish = [...links.finish, ...orphans.map(({ id }) => stopDhcp(id))]
  const result = { names: links.result.names, bridges: [...bridges], dhcp: orphans.map(({ link }) => link) }
  return { build: steps, finish, result, notes: [] }
}
