import type { Cidr } from '../model/address.ts'
import { SMALLEST_IPV6_MTU } from '../model/effects.ts'
import { usageError } from '../model/error.ts'
import { type Facts, spaceOf } from '../model/facts.ts'
import type { LinkRef, Step } from '../plan/step.ts'
import { setSysctl } from '../plan/steps/sysctl.ts'

/** Docker switches IPv6 off in its containers, and so do some hosts; a new interface takes the default. */
export function enableIpv6(facts: Facts, link: LinkRef, addresses: readonly Cidr[]): Step[] {
  const before = spaceOf(facts, link.in).sysctls['net/ipv6/conf/default/disable_ipv6']
  if (before !== '1' || !addresses.some(({ family }) => family === 6)) return []
  const path = `net/ipv6/conf/${link.name}/disable_ipv6`
  return [setSysctl({ in: link.in, path, value: '0', before, on: link }, 'Switch IPv6 on for it')]
}

/** @throws exit 2 for an MTU that the kernel takes IPv6 away at */
export function refuseSmallMtu(mtu: number, addresses: readonly Cidr[]): void {
  if (mtu >= SMALLEST_IPV6_MTU || !addresses.some(({ family }) => family === 6)) return
  throw usageError(
    `IPv6 needs an MTU of ${SMALLEST_IPV6_MTU} at least, not ${mtu}`,
    'leave the IPv6 address out, or --mtu',
  )
}
