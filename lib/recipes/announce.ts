import type { Cidr, Family } from '../model/address.ts'
import { type Facts, spaceOf } from '../model/facts.ts'
import type { KnownLink, LinkRef, Step } from '../plan/step.ts'
import { announceNow, openPort } from '../plan/steps/announcement.ts'
import { setOnNewLink } from '../plan/steps/sysctl.ts'

/**
 * Lets the kernel announce a new interface's addresses when it comes up, and again when its MAC changes: switches and
 * neighbours may still send to whoever had them before. To be put before the interface comes up. IPv6's setting isn't
 * there where the kernel has no IPv6.
 */
export function announce(facts: Facts, link: LinkRef, addresses: readonly Cidr[]): Step[] {
  const given = (family: Family) => addresses.some((cidr) => cidr.family === family)
  const hasIpv6 = spaceOf(facts, link.in).sysctls['net/ipv6/conf/default/disable_ipv6'] !== undefined
  return [
    ...(given(4) ? [notify(link, 4, 'arp_notify')] : []),
    ...(given(6) && hasIpv6 ? [notify(link, 6, 'ndisc_notify')] : []),
  ]
}

/** As documented in ip-sysctl of the kernel's documentation. */
const notify = (link: LinkRef, family: Family, key: string): Step =>
  setOnNewLink(
    link,
    { family, key, value: '1' },
    `Let the kernel announce its IPv${family} address when it comes up`,
  )

/** Makes sure, once it is up, that what it announces gets past a bridge's port, the other end of its pair. */
export const announceBehind = (port: KnownLink, link: KnownLink, addresses: readonly Cidr[]): Step[] =>
  addresses.length === 0 ? [] : [openPort(port), announceNow(link)]
