import { showCidr } from '../../model/address.ts'
import { type Facts, linkOf } from '../../model/facts.ts'
import type { KnownLink } from '../../plan/step.ts'
import { addAddress, removeAddress } from '../../plan/steps/address.ts'
import { linkUp } from '../../plan/steps/link.ts'
import { Gathering, type Part } from '../difference.ts'
import type { SpaceChange } from './change.ts'

/** The node's `lo`: up, unless the container is somebody's, and with the addresses that the lab gives it. */
export function loopback(facts: Facts, { wanted, before, isNew }: SpaceChange): Part {
  const part = new Gathering()
  const lo = linkOf(facts, wanted.place, 'lo')
  const link: KnownLink = { in: wanted.place, name: 'lo', mac: lo?.mac ?? NO_MAC }
  const has = (lo?.addresses ?? []).map(showCidr)
  const texts = wanted.loopback.map(showCidr)
  const of = `${wanted.node}:lo`
  if (!isNew && wanted.namespace !== undefined && lo?.up === false) part.differs(of, 'is down', linkUp(link))
  for (const cidr of before?.loopback ?? []) {
    const text = showCidr(cidr)
    if (texts.includes(text) || !has.includes(text)) continue
    part.differs(
      of,
      `has ${text}`,
      removeAddress(link, cidr, 'Take away an address that the lab has no more'),
    )
  }
  for (const cidr of wanted.loopback) {
    if (has.includes(showCidr(cidr))) continue
    const step = addAddress(link, cidr)
    if (isNew) part.build.push(step)
    else part.differs(of, `lacks ${showCidr(cidr)}`, step)
  }
  return part
}

const NO_MAC = '00:00:00:00:00:00'
