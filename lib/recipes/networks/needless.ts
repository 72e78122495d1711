import { isLinkLocal } from '../../model/address.ts'
import { HOST } from '../../model/endpoint.ts'
import { childrenOf, type Facts, isOwn, type Link, spaceOf } from '../../model/facts.ts'
import { after } from '../../plan/plan.ts'
import { inHost, type Step } from '../../plan/step.ts'
import { deleteLink } from '../../plan/steps/link.ts'
import { bridgeOver } from './bridge-over.ts'
import { endHostAccess, isHostEnd } from './host-access.ts'
import type { Leaving } from './kind.ts'

/** What ctnet made in the host for containers that aren't there any more: macvlans for host access, VLAN sub-interfaces. */
export function needless(facts: Facts): Leaving {
  const build: Step[] = []
  const finish: Step[] = []
  const { links } = spaceOf(facts, HOST)
  for (const end of links.filter(isHostEnd)) {
    const ending = endHostAccess(facts, end)
    build.push(...ending.build)
    finish.push(...ending.finish)
  }
  const left = after(facts, [...build, ...finish])
  const vlans = spaceOf(left, HOST).links.filter((link) => isUnused(left, link))
  return { build, finish: [...finish, ...vlans.map((vlan) => deleteLink(inHost(vlan)))] }
}

const isUnused = (facts: Facts, link: Link): boolean =>
  link.kind === 'vlan' &&
  isOwn(link) &&
  bridgeOver(facts, link) === undefined &&
  link.addresses.every(({ ip }) => isLinkLocal(ip)) &&
  childrenOf(facts, link.name).length === 0
