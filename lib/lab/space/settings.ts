import type { Cidr } from '../../model/address.ts'
import { type Facts, spaceOf } from '../../model/facts.ts'
import type { LinkRef, Step } from '../../plan/step.ts'
import { setOnNewLink, setSysctl } from '../../plan/steps/sysctl.ts'
import { enableIpv6 } from '../../recipes/ipv6.ts'
import { Gathering, type Part } from '../difference.ts'
import type { SpaceChange } from './change.ts'

/** The node's sysctls, and what its new interfaces need before they have addresses. */
export function settings(facts: Facts, { wanted, before, isNew, laid }: SpaceChange): Part {
  const part = new Gathering()
  const { sysctls } = spaceOf(facts, wanted.place)
  const noIpv6 = sysctls['net/ipv6/conf/default/disable_ipv6'] === undefined
  for (const [path, value] of Object.entries(wanted.sysctls)) {
    const now = sysctls[path]
    if (sameValue(now, value) || (path.startsWith('net/ipv6/') && noIpv6)) continue
    const was = now ?? before?.sysctls[path] ?? value
    const step = setSysctl({ in: wanted.place, path, value, before: was }, `Set it as the lab has it`)
    if (isNew) part.build.push(step)
    else part.differs(wanted.node, `${path} is ${now ?? 'not known'}, not ${value}`, step)
  }
  for (const { name, addresses } of wanted.ends) {
    if (!laid.has(name)) continue
    const link = { in: wanted.place, name }
    part.build.push(...enableIpv6(facts, link, addresses), ...undoubted(link, addresses))
  }
  return part
}

/** A neighbour isn't asked for from an address that is still in doubt (RFC 4862), and a first packet would be lost. */
const undoubted = (link: LinkRef, addresses: readonly Cidr[]): Step[] =>
  addresses.some(({ family }) => family === 6)
    ? [
        setOnNewLink(
          link,
          { family: 6, key: 'accept_dad', value: '0' },
          'Let its IPv6 addresses count at once: nobody else has them',
        ),
      ]
    : []

/** The kernel separates several numbers by tabs. */
export const sameValue = (a: string | undefined, b: string): boolean =>
  a?.trim().split(/\s+/).join(' ') === b.trim().split(/\s+/).join(' ')
