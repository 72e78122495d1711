import { type Cidr, contains, isLinkLocal, parseCidr, parseIp, showCidr } from '../model/address.ts'
import type { Place } from '../model/endpoint.ts'
import { type Facts, isGiven, type Link, linkOf, type Route, spaceOf } from '../model/facts.ts'
import type { LaidEnd, LaidLab, LaidNode } from '../model/lab.ts'
import type { KnownLink, Step } from '../plan/step.ts'
import { addAddress, removeAddress } from '../plan/steps/address.ts'
import { linkUp } from '../plan/steps/link.ts'
import { setMtu } from '../plan/steps/link-setting.ts'
import { addRoute, type RouteSpec, removeRoute } from '../plan/steps/route.ts'
import { setOnNewLink, setSysctl } from '../plan/steps/sysctl.ts'
import { knownEnd } from './cables.ts'
import { joinPorts } from './switch.ts'

/** A node's end of a cable, with the cable's MTU. */
export interface NodeEnd {
  readonly end: LaidEnd
  readonly mtu: number
}

/** The ends of each node's cables. */
export function endsByNode(lab: LaidLab): ReadonlyMap<string, readonly NodeEnd[]> {
  const byNode = new Map<string, NodeEnd[]>()
  for (const { ends, mtu } of lab.links) {
    for (const end of ends) {
      const known = byNode.get(end.node) ?? []
      byNode.set(end.node, known)
      known.push({ end, mtu })
    }
  }
  return byNode
}

export interface NodeIntent {
  readonly lab: LaidLab
  /** What the node was, where it was there before. */
  readonly before: LaidNode | undefined
  readonly name: string
  readonly ends: readonly NodeEnd[]
}

/** What a node's own network lacks, or has too much of: settings, addresses, routes; its cables are there. */
export function settleNode(facts: Facts, intent: NodeIntent, place: Place): readonly Step[] {
  const { lab, before, name, ends } = intent
  const node = lab.nodes[name] as LaidNode
  const links = ends.map(({ end, mtu }) => ({
    ...knownEnd(lab, end),
    mtu,
    addresses: end.addresses.map(parseCidr),
  }))
  const loopback = { in: place, name: 'lo', mac: linkOf(facts, place, 'lo')?.mac ?? '' }
  return [
    ...settings(facts, place, node, before),
    ...links.flatMap((link) => undoubted(facts, link)),
    ...(linkOf(facts, place, 'lo')?.up ? [] : [linkUp(loopback)]),
    ...addressing(facts, loopback, (node.addresses ?? []).map(parseCidr), isLoopbacks),
    ...(node.switch ? joinPorts(facts, place, links) : []),
    ...links.flatMap((link) => [
      ...sized(facts, link),
      ...addressing(facts, link, link.addresses, ({ ip }) => isLinkLocal(ip)),
      ...raised(facts, link),
    ]),
    ...routing(facts, place, node, links),
  ]
}

const isLoopbacks = ({ ip }: Cidr): boolean => ip.startsWith('127.') || ip === '::1'

/** What is said to a node's kernel, by path. */
function settingsOf({ forward, sysctls = {} }: LaidNode): Readonly<Record<string, string>> {
  const value = forward ? '1' : '0'
  return {
    'net/ipv4/ip_forward': value,
    'net/ipv6/conf/all/forwarding': value,
    ...Object.fromEntries(Object.entries(sysctls).map(([key, text]) => [pathOf(key), text])),
  }
}

/** A new namespace's settings may be those of another, so what matters is always said. */
function settings(facts: Facts, place: Place, node: LaidNode, before: LaidNode | undefined): readonly Step[] {
  const wanted = settingsOf(node)
  const { sysctls } = spaceOf(facts, place)
  const had = before === undefined ? {} : settingsOf(before)
  const isNew = before === undefined
  // Of what nobody observes, a node that was there before has what it was given.
  return Object.entries(wanted)
    .filter(([path, value]) => isNew || (sysctls[path] ?? had[path]) !== value)
    .map(([path, value]) =>
      setSysctl(
        { in: place, path, value, before: sysctls[path] ?? value },
        path.endsWith('forward') || path.endsWith('forwarding')
          ? node.forward
            ? 'Let it forward what is not for itself'
            : 'Let it forward nothing'
          : 'Set a parameter of its kernel',
      ),
    )
}

/** Its addresses are chosen, so nobody needs to ask for them; a first packet would be lost for that (RFC 4862). */
const undoubted = (facts: Facts, link: KnownLink): readonly Step[] =>
  actual(facts, link)?.up
    ? []
    : [
        setOnNewLink(
          link,
          { family: 6, key: 'accept_dad', value: '0' },
          'Let its IPv6 addresses count at once: nobody else has them',
        ),
      ]

/** A key as sysctl(8) has it, or the path: with a slash in it, dots are dots. */
const pathOf = (key: string): string => (key.includes('/') ? key : key.replaceAll('.', '/'))

function addressing(
  facts: Facts,
  link: KnownLink,
  wanted: readonly Cidr[],
  isOthers: (address: Cidr) => boolean,
): readonly Step[] {
  const has = (linkOf(facts, link.in, link.name)?.addresses ?? []).filter((address) => !isOthers(address))
  const shown = has.map(showCidr)
  const asked = wanted.map(showCidr)
  return [
    ...has
      .filter((address) => !asked.includes(showCidr(address)))
      .map((address) => removeAddress(link, address, 'Take away an address that is no longer its own')),
    ...wanted
      .filter((address) => !shown.includes(showCidr(address)))
      .map((address) => addAddress(link, address)),
  ]
}

const sized = (facts: Facts, link: KnownLink & { readonly mtu: number }): readonly Step[] =>
  actual(facts, link)?.mtu === link.mtu ? [] : [setMtu(link, link.mtu, facts, 'Give the cable its MTU')]

const raised = (facts: Facts, link: KnownLink): readonly Step[] =>
  actual(facts, link)?.up ? [] : [linkUp(link)]

const actual = (facts: Facts, { in: place, name }: KnownLink): Link | undefined => linkOf(facts, place, name)

/** Through which of its interfaces each of its routes leads. */
function routing(
  facts: Facts,
  place: Place,
  node: LaidNode,
  links: readonly (KnownLink & { readonly addresses: readonly Cidr[] })[],
): readonly Step[] {
  const wanted = node.routes.flatMap((text) => {
    const spec = parseRoute(text)
    const link = links.find(({ addresses }) =>
      addresses.some(
        (own) => own.family === spec.family && spec.via !== undefined && contains(own, spec.via),
      ),
    )
    return link === undefined ? [] : [{ spec, link }]
  })
  const own = new Map(links.map((link) => [link.name, link]))
  const has = spaceOf(facts, place).routes.filter(
    (route) => isGiven(route) && route.table === 'main' && own.has(route.dev),
  )
  const keyOf = ({ family, to, via }: RouteSpec | Route) => `${family} ${to} ${via}`
  const [asked, there] = [new Set(wanted.map(({ spec }) => keyOf(spec))), new Set(has.map(keyOf))]
  return [
    ...has
      .filter((route) => !asked.has(keyOf(route)))
      .map((route) =>
        removeRoute(own.get(route.dev) as KnownLink, route, 'Forget a way that is no longer so'),
      ),
    ...wanted.filter(({ spec }) => !there.has(keyOf(spec))).map(({ spec, link }) => addRoute(link, spec)),
  ]
}

function parseRoute(text: string): RouteSpec {
  const at = text.lastIndexOf('@')
  const [to, via] = [text.slice(0, at), parseIp(text.slice(at + 1))]
  const family = via.includes(':') ? 6 : 4
  return { family, to: to === 'default' ? to : shortened(to), via }
}

/** As the kernel shows it: a single address has no prefix length. */
const shortened = (to: string): string =>
  to.replace(/^([\d.]+)\/32$/, '$1').replace(/^([\da-f:]+)\/128$/, '$1')
