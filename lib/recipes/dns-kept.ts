import { familyOf } from '../model/address.ts'
import type { Facts } from '../model/facts.ts'
import {
  keptPolicies,
  madeSettings,
  type Owner,
  type Policy,
  policiesOf,
  sameOwner,
} from '../model/policy.ts'
import type { Step } from '../plan/step.ts'
import { setFile } from '../plan/steps/file.ts'
import type { NamedAddress } from './hosts-entries.ts'

export type KeptNames = Extract<Policy, { kind: 'dns' }>

const isOf =
  (container: Owner) =>
  (policy: Policy): policy is KeptNames =>
    policy.kind === 'dns' && sameOwner(policy.container, container)

/** Keeps what is asked for of a container's names, besides what was before; a host's new address is in the old one's place. */
export function keepNames(facts: Facts, asked: Omit<KeptNames, 'kind'>): readonly Step[] {
  const policies = policiesOf(facts)
  const before = policies.find(isOf(asked.container))
  const now: KeptNames = {
    kind: 'dns',
    container: asked.container,
    hostname: asked.hostname ?? before?.hostname,
    servers: asked.servers ?? before?.servers,
    search: asked.search ?? before?.search,
    hosts: asked.hosts.reduce(withHost, before?.hosts ?? []),
  }
  const all = before === undefined ? [...policies, now] : policies.map((one) => (one === before ? now : one))
  return kept(facts, all, 'Keep what was asked for: its engine writes these files anew at each start')
}

function withHost(known: KeptNames['hosts'], host: NamedAddress): KeptNames['hosts'] {
  const isSame = ({ name, ip }: NamedAddress) =>
    name.toLowerCase() === host.name.toLowerCase() && familyOf(ip) === familyOf(host.ip)
  return known.some(isSame) ? known.map((one) => (isSame(one) ? host : one)) : [...known, host]
}

/** Keeps it no longer. */
export const forgetNames = (facts: Facts, container: Owner): readonly Step[] =>
  kept(
    facts,
    policiesOf(facts).filter((policy) => !isOf(container)(policy)),
    'Forget what was asked for',
  )

function kept(facts: Facts, policies: readonly Policy[], why: string): readonly Step[] {
  const file = keptPolicies(facts, policies, madeSettings(facts))
  return file.before === file.after ? [] : [setFile(file, why)]
}
