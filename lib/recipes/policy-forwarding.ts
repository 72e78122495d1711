import { type Family, familyOf, parseSubnet } from '../model/address.ts'
import type { Facts } from '../model/facts.ts'
import { FAMILIES } from '../model/forwarding.ts'
import { ownerState, type Policy, policiesOf } from '../model/policy.ts'
import { answeringLeg, subnetsOf } from './policy-rules.ts'

/** The families of the packets that a policy needs the host to forward. */
export function forwardedBy(facts: Facts, policy: Policy): readonly Family[] {
  if (policy.kind === 'masquerade') {
    const { bridge = '', subnet } = policy
    const subnets = subnet === undefined ? subnetsOf(facts, bridge) : [parseSubnet(subnet)]
    return FAMILIES.filter((family) => subnets.some((one) => one.family === family))
  }
  if (policy.kind !== 'publish') return []
  const { container, ip } = policy
  // What comes to 127.0.0.1 is the host's own, and goes out.
  if (ip?.startsWith('127.')) return []
  const state = ownerState(facts, container)
  const isSeen = state !== undefined && state !== 'stopped' && state !== 'unknown'
  return FAMILIES.filter(
    (family) =>
      (ip === undefined || familyOf(ip) === family) &&
      (!isSeen || answeringLeg(facts, container, family) !== undefined),
  )
}

/** Whether anything that was asked for needs the host to forward packets. */
export const isForwardingAsked = (facts: Facts, family: Family): boolean =>
  policiesOf(facts).some((policy) => forwardedBy(facts, policy).includes(family))
