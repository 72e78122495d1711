import { showCidr } from '../../model/address.ts'
import { awayOf, linkAway } from '../../model/away.ts'
import { changeLink } from '../../model/effects.ts'
import { HOST, type Place } from '../../model/endpoint.ts'
import { CtnetError, usageError } from '../../model/error.ts'
import {
  type Away,
  awayIn,
  childrenOf,
  type Facts,
  isOwn,
  type Link,
  linkOf,
  ovsPortOf,
  spaceOf,
} from '../../model/facts.ts'
import { parseMac } from '../../model/mac.ts'
import { LARGEST_MTU } from '../../model/mtu.ts'
import { knownInterfaceName } from '../../model/name.ts'
import { isGiven, type Route } from '../../model/route.ts'
import { listed } from '../../model/text.ts'
import { after } from '../../plan/plan.ts'
import { inHost, type KnownLink, type Step } from '../../plan/step.ts'
import { AWAY_DIRECTORY, forgetAway, keepAway, settingsOf } from '../../plan/steps/away.ts'
import { markOf } from '../../plan/steps/link.ts'
import { keepSettings } from '../../plan/steps/link-settings.ts'
import { moveLink } from '../../plan/steps/move-link.ts'
import type { AttachIntent } from '../attach-intent.ts'
import { AS_AT_HOME, givenAddresses, ipv6Switch, resemble, rivals, settle, unsettle } from '../home.ts'
import { bridgeOver } from './bridge-over.ts'
import type { Laid, Laying, Leaving, NetworkKind, Wire } from './kind.ts'
import { holderOf, takenAddresses } from './neighbours.ts'

export interface PhysNetwork {
  readonly kind: 'phys'
  /** Its name, or its MAC. */
  readonly interface: string
}

type Intent = AttachIntent<PhysNetwork>

/** An interface of the host's itself: it goes into the container, and comes home when it is detached. */
export const phys: NetworkKind<PhysNetwork> = {
  kind: 'phys',
  form: 'phys:IF|MAC',
  completes: { what: 'host-interface' },
  takes: ['mac'],
  parse: (what) => ({
    kind: 'phys',
    interface: isMac(what) ? parseMac(what) : knownInterfaceName(what),
  }),
  prepare,
  wire,
  leads: (facts, place, link) => {
    const away = awayOf(facts, place, link)
    return away && wireName(away.home)
  },
  lay,
  leave,
}

const isMac = (text: string): boolean => /^([\da-f]{2}:){5}[\da-f]{2}$/i.test(text)

const wireName = ({ name }: Pick<Link, 'name'>): string => `phys:${name}`

/** The interface in the host. @throws exit 2 where several have that MAC */
function atHome(facts: Facts, { network }: Intent): Link | undefined {
  const what = network.interface
  if (!isMac(what)) return linkOf(facts, HOST, what)
  // What is laid on top of an interface has its MAC, and so has a bridge with it as a port.
  const bearers = spaceOf(facts, HOST).links.filter(
    ({ mac, permanent, parent, kind }) =>
      [mac, permanent].includes(what) && parent === undefined && kind !== 'bridge',
  )
  if (bearers.length > 1) {
    throw usageError(
      `${listed(bearers.map(({ name }) => name))} have the MAC ${what}`,
      `say which: phys:${bearers[0]?.name}`,
    )
  }
  return bearers[0]
}

/** What is kept of the interface, if it is in a container. */
function inContainer(facts: Facts, { network }: Intent): Away | undefined {
  const what = network.interface
  return awayIn(facts).find(
    (one) =>
      [one.home.name, one.home.mac, one.home.permanent].includes(what) && linkAway(facts, one) !== undefined,
  )
}

/** Sees that it can go. @throws exit 2, 3, 4 */
function prepare(facts: Facts, intent: Intent): readonly Step[] {
  const link = atHome(facts, intent)
  if (link !== undefined) {
    refuseUnfit(facts, intent, link)
    return []
  }
  const away = inContainer(facts, intent)
  const what = intent.network.interface
  if (away === undefined) {
    throw new CtnetError('notFound', 'no-interface', `the host has no interface ${what}`, {
      hint: 'see which there are: ip link',
    })
  }
  if (away.place === intent.into) return []
  const { container, inner } = away
  throw new CtnetError('conflict', 'interface-away', `${away.home.name} is in ${container}, as ${inner}`, {
    hint: `bring it home: ctnet detach ${container} ${inner}`,
  })
}

function refuseUnfit(facts: Facts, { container, force, into }: Intent, link: Link): void {
  const { name, kind, peer, wireless, immutable } = link
  const refuse = (code: string, what: string, hint: string) =>
    new CtnetError('conflict', code, `${name} can't go into ${container}: ${what}`, { hint })
  const others = 'give a physical one: ip link'
  if (kind === 'loopback') throw refuse('loopback', 'it is the loopback interface', others)
  const bridge = bridgeOver(facts, link)
  if (bridge !== undefined)
    throw refuse('bridge-port', `it is a port of the bridge ${bridge}`, `attach to the bridge: ${bridge}`)
  if (kind === 'bridge') throw refuse('bridge', 'it is a bridge', `attach to it: bridge:${name}`)
  if (ovsPortOf(facts, name) !== undefined)
    throw refuse('bridge', 'it is an Open vSwitch bridge', `attach to it: ovs:${name}`)
  if (peer?.place === into)
    throw refuse('own-end', `it is the other end of ${container}'s ${peer.link}`, others)
  if (isOwn(link)) throw refuse('own-end', `ctnet made it (${link.alias})`, others)
  if (wireless)
    throw refuse('wireless', 'it is wireless, and goes with its radio alone', `move that: iw phy (iw(8))`)
  if (immutable) throw refuse('immutable', 'the kernel lets it into no other namespace', others)
  const children = childrenOf(facts, name).map(({ own, place }) => holderOf(own, place, own.name))
  if (children.length > 0)
    throw refuse('has-children', `${listed(children)} lies on top of it`, 'take that away first: ctnet ls')
  const routes = spaceOf(facts, HOST).routes.filter(
    (route) => route.dev === name && (isGiven(route) || route.to === 'default'),
  )
  if (routes.length === 0 || force) return
  throw refuse(
    'carries-routes',
    `the host's own ${routes.map(wayOf).join(' and ')} ${routes.length > 1 ? 'lead' : 'leads'} through it`,
    'the host loses that way until it is home again; if it shall go all the same: --force',
  )
}

/** Routes that must be made again; those to its own subnets go without saying. */
const routesBy = (facts: Facts, name: string): readonly Route[] =>
  spaceOf(facts, HOST).routes.filter((route) => route.dev === name && isGiven(route))

const wayOf = ({ to, via }: Route): string =>
  `${to === 'default' ? 'default route' : `route to ${to}`}${via === undefined ? '' : ` via ${via}`}`

/** What is known of the network behind it. Its addresses are somebody else's to give. */
function wire(facts: Facts, intent: Intent): Wire {
  const link = atHome(facts, intent)
  const home = link ?? (inContainer(facts, intent) as Away).home
  const routes = link === undefined ? [] : routesBy(facts, link.name)
  // The host has its addresses no more.
  const without = changeLink(facts, HOST, home.name, { addresses: [] })
  return {
    name: wireName(home),
    subnets: [],
    fill: 'top',
    taken: takenAddresses(without, [], []),
    macs: new Map(),
    gateways: routes.flatMap(({ to, via, table }) =>
      to === 'default' && table === 'main' ? (via ?? []) : [],
    ),
    mtu: home.mtu,
    largest: LARGEST_MTU,
    askOn: link?.up ? link.name : undefined,
    mac: intent.mac ?? home.mac,
  }
}

/** Keeps what it has, takes it down, and moves it, with the MAC and MTU that it is to have. */
function lay(facts: Facts, intent: Intent, { inner, mtu }: Laid): Laying {
  const { into, container } = intent
  const own = atHome(facts, intent) as Link
  const away = awayFrom(facts, intent, own, inner)
  const link = inHost(own)
  const steps: Step[] = [
    keepAway(into, away),
    ...unsettle(facts, link, 'Take it down before it leaves the host'),
    keepSettings(link, settingsOf(away.file).home),
  ]
  const features = { mtu, alias: markOf(`${container} ${inner.name}`), mac: inner.mac }
  steps.push(
    ...resemble(after(facts, steps), link, features, 'Give it what it is to have in the container'),
    moveLink(
      { ...link, mac: inner.mac },
      inner,
      'Toss the interface itself over the wall into the container',
    ),
  )
  return { steps, notes: losses(away, container) }
}

function awayFrom(facts: Facts, { container }: Intent, own: Link, inner: KnownLink): Omit<Away, 'place'> {
  const { name, kind, mac, permanent, mtu, up, alias } = own
  const ipv6 = spaceOf(facts, HOST).sysctls[ipv6Switch(name)]
  return {
    file: `${AWAY_DIRECTORY}/${facts.nonce}-${name}`,
    container,
    inner: inner.name,
    ...(inner.mac !== mac && { given: inner.mac }),
    home: { name, kind, mac, permanent, mtu, up, alias, addresses: givenAddresses(own) },
    routes: routesBy(facts, name),
    ipv6,
  }
}

/** What the host is without in the meantime. */
function losses({ home, routes }: Omit<Away, 'place'>, container: string): readonly string[] {
  const lost = [...home.addresses.map(showCidr), ...routes.map(wayOf)]
  if (lost.length === 0) return []
  return [`until ${home.name} is home again, this host is without ${listed(lost)}: ctnet detach ${container}`]
}

/** Brings it home, as it was there. @throws exit 4 where its name is taken */
function leave(facts: Facts, place: Place, own: Link): Leaving | undefined {
  const away = awayOf(facts, place, own)
  if (away === undefined) return undefined
  const { home, container } = away
  if (linkOf(facts, HOST, home.name) !== undefined) {
    throw new CtnetError(
      'conflict',
      'name-taken',
      `${container}'s ${own.name} can't come home: the host has another ${home.name} by now`,
      { hint: `give that one another name: ip link set dev ${home.name} down name OTHER` },
    )
  }
  const link = { in: place, name: own.name, mac: own.mac }
  const steps: Step[] = [
    ...unsettle(facts, link, 'Take it down before it goes home'),
    keepSettings(link, settingsOf(away.file).away),
  ]
  steps.push(...resemble(after(facts, steps), link, home, AS_AT_HOME))
  const inner = { ...link, mac: home.mac }
  steps.push(moveLink(inner, { in: HOST, name: home.name }, 'Move it home, under the name that it had there'))
  const returned = after(facts, steps)
  return {
    build: [...steps, ...settle(returned, away)],
    finish: [forgetAway(away)],
    gone: true,
    notes: rivals(returned, away).map(
      (route) => `the host has another ${wayOf(route)} by now: the one by ${home.name} was left out`,
    ),
  }
}
