import { type Cidr, showCidr } from '../model/address.ts'
import { CtnetError } from '../model/error.ts'
import { type Facts, linkOf, type Route, spaceOf } from '../model/facts.ts'
import type { KnownLink, LinkRef, Step } from '../plan/step.ts'
import { addAddress, removeAddress } from '../plan/steps/address.ts'
import { addBridge, deleteLink, linkUp, markLink } from '../plan/steps/link.ts'
import { setMac, setMtu } from '../plan/steps/link-setting.ts'
import { markNamespace } from '../plan/steps/namespace.ts'
import { NAT_PROGRAMS, type NatProgram, setNat } from '../plan/steps/nat.ts'
import { enslave } from '../plan/steps/port.ts'
import { addRoute, removeRoute } from '../plan/steps/route.ts'
import { setOnNewLink, setSysctl } from '../plan/steps/sysctl.ts'
import { enableIpv6 } from '../recipes/ipv6.ts'
import { Gathering, type Part } from './difference.ts'
import { impairPart } from './impairing.ts'
import type { WantedCable, WantedEnd, WantedSpace } from './wanted.ts'

export interface SpaceChange {
  readonly wanted: WantedSpace
  /** As the lab had it when it last came up. */
  readonly before: WantedSpace | undefined
  /** Its namespace is made by this plan. */
  readonly isNew: boolean
  /** The cables that are laid by this plan, by the interfaces here. */
  readonly laid: ReadonlyMap<string, WantedCable>
}

/**
 * What is to be done in one namespace once its cables are there: settings first, then all that `ip` does in one batch, then
 * impairments. Only what the lab gave before, and has no more, is taken away.
 */
export function spacePart(facts: Facts, change: SpaceChange): Part {
  const { wanted, isNew } = change
  const part = new Gathering()
  part.add(settings(facts, change))
  if (wanted.namespace !== undefined) {
    const lo = linkOf(facts, wanted.place, 'lo')
    if (isNew) part.build.push(markNamespace(wanted.namespace))
    else if (lo?.up === false)
      part.differs(`${wanted.node}:lo`, 'is down', linkUp(loopbackOf(wanted, lo.mac)))
  }
  part.add(loopback(facts, change))
  part.add(bridge(facts, change))
  // With the last of its addresses the kernel takes an interface's routes.
  const moved = new Set(
    wanted.ends.filter((end) => gone(facts, change, end).length > 0).map(({ name }) => name),
  )
  part.add(staleRoutes(facts, change, moved))
  for (const end of wanted.ends) part.add(endPart(facts, change, end))
  part.add(routes(facts, change, moved))
  part.add(hiding(facts, change))
  for (const end of wanted.ends) part.add(impairing(facts, change, end))
  // What is wrong with a new node goes without saying.
  return isNew ? { ...part, build: part.build, finish: part.finish, differences: [] } : part
}

const loopbackOf = ({ place }: WantedSpace, mac: string): KnownLink => ({ in: place, name: 'lo', mac })

const NO_MAC = '00:00:00:00:00:00'

function settings(facts: Facts, { wanted, before, isNew, laid }: SpaceChange): Part {
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

function loopback(facts: Facts, { wanted, before, isNew }: SpaceChange): Part {
  const part = new Gathering()
  const lo = linkOf(facts, wanted.place, 'lo')
  const link = loopbackOf(wanted, lo?.mac ?? NO_MAC)
  const has = (lo?.addresses ?? []).map(showCidr)
  const texts = wanted.loopback.map(showCidr)
  const of = `${wanted.node}:lo`
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

function bridge(facts: Facts, { wanted, before, isNew }: SpaceChange): Part {
  const part = new Gathering()
  const spec = wanted.bridge ?? before?.bridge
  if (spec === undefined) return part
  const there = linkOf(facts, wanted.place, spec.name)
  if (wanted.bridge === undefined) {
    if (there?.kind !== 'bridge') return part
    part.differs(wanted.node, `has the bridge ${spec.name}, and is no switch`)
    part.finish.push(deleteLink({ in: wanted.place, name: spec.name, mac: there.mac }))
    return part
  }
  const known = { in: wanted.place, name: spec.name, mac: there?.mac ?? spec.mac }
  if (there === undefined) {
    const steps = [addBridge({ ...spec, in: wanted.place, stp: false }), linkUp(known)]
    if (isNew) part.build.push(...steps)
    else part.differs(wanted.node, `lacks its bridge ${spec.name}`, ...steps)
  } else if (!there.up) part.differs(`${wanted.node}:${spec.name}`, 'is down', linkUp(known))
  return part
}

/** The addresses that the lab gave the interface, and gives it no more. */
function gone(
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

/** One end of a cable: its mark, its settings, its addresses. */
function endPart(facts: Facts, change: SpaceChange, end: WantedEnd): Part {
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

const keyOf = ({ family, to, via, dev }: Pick<Route, 'family' | 'to' | 'via' | 'dev'>): string =>
  `${family} ${to} ${via} ${dev}`

const routesThere = (facts: Facts, { place }: WantedSpace): ReadonlyMap<string, Route> =>
  new Map(
    spaceOf(facts, place)
      .routes.filter(({ table, type }) => table === 'main' && type === undefined)
      .map((route) => [keyOf(route), route]),
  )

/** By the MAC that it has, or will have by then. */
const linkFor = (facts: Facts, { place, ends }: WantedSpace, dev: string): KnownLink => ({
  in: place,
  name: dev,
  mac: ends.find(({ name }) => name === dev)?.mac ?? linkOf(facts, place, dev)?.mac ?? '',
})

function staleRoutes(facts: Facts, { wanted, before }: SpaceChange, moved: ReadonlySet<string>): Part {
  const part = new Gathering()
  const there = routesThere(facts, wanted)
  const asked = new Set(wanted.routes.map(keyOf))
  const link = (dev: string): KnownLink => ({
    in: wanted.place,
    name: dev,
    mac: linkOf(facts, wanted.place, dev)?.mac ?? '',
  })
  for (const old of before?.routes ?? []) {
    const route = there.get(keyOf(old))
    if (route === undefined || asked.has(keyOf(old))) continue
    const step = removeRoute(link(old.dev), route, 'Take away a route that the lab has no more')
    part.differs(wanted.node, `has a route to ${old.to} via ${old.via}`, step)
  }
  for (const again of wanted.routes) {
    const route = moved.has(again.dev) ? there.get(keyOf(again)) : undefined
    if (route === undefined) continue
    part.build.push(
      removeRoute(link(again.dev), route, 'Take a route away, to be given again with the new addresses'),
    )
  }
  return part
}

function routes(facts: Facts, change: SpaceChange, moved: ReadonlySet<string>): Part {
  const { wanted, isNew, laid } = change
  const part = new Gathering()
  const there = routesThere(facts, wanted)
  for (const route of wanted.routes) {
    if (there.has(keyOf(route)) && !moved.has(route.dev)) continue
    const step = addRoute(linkFor(facts, wanted, route.dev), route)
    if (isNew || laid.has(route.dev) || moved.has(route.dev)) part.build.push(step)
    else part.differs(wanted.node, `lacks the route to ${route.to} via ${route.via}`, step)
  }
  return part
}

/** With its namespace a node loses what it hides: one whose cables are all new most likely has another. */
function hiding(facts: Facts, { wanted, before, isNew, laid }: SpaceChange): Part {
  const part = new Gathering()
  const { place, node, nat, ends } = wanted
  const isFresh = isNew || (laid.size > 0 && ends.every(({ name }) => laid.has(name)))
  const had = isFresh ? [] : (before?.nat ?? [])
  if (had.join(' ') === nat.join(' ')) return part
  const step = setNat({ place, interfaces: nat, before: had, program: natProgram(facts, node) })
  if (isFresh) part.build.push(step)
  else part.differs(node, `hides what leaves by ${had.join(', ') || 'no interface'}`, step)
  return part
}

/** @throws exit 6 where there is none */
function natProgram({ programs }: Facts, node: string): NatProgram {
  const program = NAT_PROGRAMS.find((name) => programs === undefined || programs.includes(name))
  if (program !== undefined) return program
  throw new CtnetError(
    'missing',
    'no-firewall',
    `${node} is to do NAT, and there is neither nft nor iptables to give rules to`,
    { hint: 'install one: apt-get install nftables' },
  )
}

function impairing(facts: Facts, { wanted, before, laid }: SpaceChange, end: WantedEnd): Part {
  const { place, node } = wanted
  return impairPart(facts, {
    ...{ place, node, name: end.name, direction: 'egress', impairment: end.impair },
    before: before?.ends.find(({ name }) => name === end.name)?.impair,
    isNew: laid.has(end.name),
  })
}
