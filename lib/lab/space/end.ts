import { type Cidr, showCidr } from '../../model/address.ts'
import { type Facts, linkOf } from '../../model/facts.ts'
import type { Step } from '../../plan/step.ts'
import { addAddress, removeAddress } from '../../plan/steps/address.ts'
import { linkUp, markLink } from '../../plan/steps/link.ts'
import { setMac, setMtu } from '../../plan/steps/link-setting.ts'
import { enslave } from '../../plan/steps/port.ts'
import { Gathering, type Part } from '../difference.ts'
import { impairPart } from '../impairing.ts'
import type { WantedEnd } from '../wanted.ts'
import type { SpaceChange } from './change.ts'

/** One end of a cable: its mark, its settings, its addresses. */
export function endPart(facts: Facts, change: SpaceChange, end: WantedEnd): Part {
  const { wanted, laid } = change
  const part = new Gathering()
  const link = linkOf(facts, wanted.place, end.name)
  if (link === undefined) return part
  const known = { in: wanted.place, name: end.name, mac: link.mac }
  const own = { ...known, mac: end.mac }
  const cable = laid.get(end.name)
  const differs = (how: string, ...steps: readonly Step[]) => {
    if (cable === undefined) part.differs(`${wanted.node}:${end.name}`, how, ...steps)
    else part.build.push(...steps)
  }
  if (cable !== undefined) part.build.push(markLink(known, cable.mark))
  if (link.mtu !== end.mtu) {
    differs(`MTU is ${link.mtu}, not ${end.mtu}`, setMtu(known, end.mtu, facts, 'Set its MTU'))
  }
  if (link.mac !== end.mac) {
    differs(`MAC is ${link.mac}, not ${end.mac}`, setMac(known, end.mac, 'Give it its MAC address'))
  }
  const stale = gone(facts, change, end)
  // With the first of several in one subnet the kernel takes the others (promote_secondaries of ip-sysctl).
  const renewed = stale.some(({ family }) => family === 4)
    ? end.addresses.filter((cidr) => cidr.family === 4 && isIn(link.addresses, cidr))
    : []
  const taken = link.addresses.filter((cidr) => isIn(stale, cidr) || isIn(renewed, cidr)).reverse()
  for (const cidr of taken) {
    const step = removeAddress(own, cidr, 'Take away an address that the lab has no more')
    if (isIn(renewed, cidr)) part.build.push(step)
    else differs(`has ${showCidr(cidr)}`, step)
  }
  for (const cidr of end.addresses) {
    if (isIn(renewed, cidr)) part.build.push(addAddress(own, cidr))
    else if (!isIn(link.addresses, cidr)) differs(`lacks ${showCidr(cidr)}`, addAddress(own, cidr))
  }
  if (end.master !== undefined && link.master !== end.master) {
    differs(`is no port of ${end.master}`, enslave(own, end.master))
  }
  if (!link.up) differs('is down', linkUp(own, end.addresses))
  return part
}

/** The addresses that the lab gave the interface, and gives it no more. */
export function gone(
  facts: Facts,
  { wanted, before, laid }: SpaceChange,
  { name, addresses }: WantedEnd,
): readonly Cidr[] {
  if (laid.has(name)) return []
  const has = linkOf(facts, wanted.place, name)?.addresses ?? []
  const old = before?.ends.find((end) => end.name === name)?.addresses ?? []
  return old.filter((cidr) => isIn(has, cidr) && !isIn(addresses, cidr))
}

const isIn = (list: readonly Cidr[], cidr: Cidr): boolean =>
  list.some((one) => showCidr(one) === showCidr(cidr))

/** What the lab has on the way out of one end of a cable. */
export function impairing(facts: Facts, { wanted, before, laid }: SpaceChange, end: WantedEnd): Part {
  const { place, node } = wanted
  return impairPart(facts, {
    ...{ place, node, name: end.name, direction: 'egress', impairment: end.impair },
    before: before?.ends.find(({ name }) => name === end.name)?.impair,
    isNew: laid.has(end.name),
  })
}
