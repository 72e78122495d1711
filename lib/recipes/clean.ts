import { HOST, type Place } from '../model/endpoint.ts'
import { type Facts, linkOf } from '../model/facts.ts'
import type { OvsPort } from '../model/ovs.ts'
import { after, type Plan } from '../plan/plan.ts'
import type { Step } from '../plan/step.ts'
import { stopDhcp } from '../plan/steps/dhcp.ts'
import { deleteLink } from '../plan/steps/link.ts'
import { deleteOvsPort } from '../plan/steps/ovs-port.ts'
import { forgottenNames } from './dns-clean.ts'
import { idleIfbs } from './ifb.ts'
import { cleanNetns, type NamespaceResult } from './netns-link.ts'
import { needless } from './networks/needless.ts'
import { repairPolicies } from './policies.ts'
import { rulesOf } from './policy-rules.ts'

export interface CleanResult extends NamespaceResult {
  /** The owners of rules, bridges and containers, that are gone, whose rules went. */
  readonly rules: readonly string[]
  /** Bare namespaces that are gone, whose hosts and DNS servers went. */
  readonly dns: readonly string[]
  /** Interfaces whose containers are gone, whose DHCP clients were ended. */
  readonly dhcp: readonly string[]
  /** Interfaces that lay in the host for containers, or in a container for another that is gone. */
  readonly links: readonly string[]
  /** Ports of Open vSwitch whose interface was gone, which went. */
  readonly ports: readonly string[]
}

/**
 * Removes what has lost its owner: rules of bridges that are gone, names of namespaces and DHCP clients of containers that
 * are gone, ports of Open vSwitch whose interface is gone, the host's own interfaces beside them, and of these containers
 * what an interface that is gone was impaired by.
 */
export function clean(facts: Facts, places: readonly Place[] = []): Plan<CleanResult> {
  const links = cleanNetns(facts)
  const repaired = repairPolicies(facts)
  const wanted = new Set(rulesOf(after(facts, repaired.build)).map(({ owner }) => owner))
  const rules = [...new Set((facts.firewall?.rules ?? []).map(({ owner }) => owner))].filter(
    (owner) => !wanted.has(owner),
  )
  const steps: Step[] = [...repaired.build]
  const orphans = (facts.dhcp ?? []).filter(({ state }) => state === 'orphaned')
  const dead = deadPorts(facts)
  const unused = needless(facts)
  const idle = places.flatMap((place) => idleIfbs(facts, place).map((link) => ({ place, link })))
  const forgotten = forgottenNames(facts)
  steps.push(...unused.build, ...forgotten.steps)
  const finish = [
    ...links.finish,
    ...unused.finish,
    ...orphans.map(({ id }) => stopDhcp(id)),
    ...idle.map(({ place, link }) => deleteLink({ in: place, name: link.name, mac: link.mac })),
    ...dead.map((port) => deleteOvsPort(port, 'Take a port whose interface is gone out of Open vSwitch')),
  ]
  const result = {
    names: links.result.names,
    rules,
    dns: forgotten.names,
    dhcp: orphans.map(({ link }) => link),
    ports: dead.map(({ name }) => name),
    links: [
      ...unused.finish.flatMap(({ guard }) => (guard?.kind === 'link' ? guard.name : [])),
      ...idle.map(({ link }) => link.name),
    ],
  }
  return { build: steps, finish, result, notes: repaired.notes }
}

/** Ports of ctnet's that the database keeps for interfaces that went with their container. */
const deadPorts = (facts: Facts): readonly OvsPort[] =>
  (facts.ovs?.ports ?? []).filter(
    ({ name, mark }) => mark !== undefined && linkOf(facts, HOST, name) === undefined,
  )
