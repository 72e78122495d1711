import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { parseAddress, parseCidr } from '../../../lib/model/address.ts'
import { changeLink, moved, renamed, withLink, withoutLink } from '../../../lib/model/effects.ts'
import { HOST } from '../../../lib/model/endpoint.ts'
import { CtnetError } from '../../../lib/model/error.ts'
import { type Facts, type Link, linkOf } from '../../../lib/model/facts.ts'
import type { Route } from '../../../lib/model/route.ts'
import { settled } from '../../../lib/model/settled.ts'
import { after, nothingToDo, stepsOf } from '../../../lib/plan/plan.ts'
import { type AttachResult, attach } from '../../../lib/recipes/attach.ts'
import type { AttachIntent } from '../../../lib/recipes/attach-intent.ts'
import { type DetachIntent, detach } from '../../../lib/recipes/detach.ts'
import { homeFirst } from '../../../lib/recipes/homecoming.ts'
import { type NamedNetwork, type Network, parseNetwork } from '../../../lib/recipes/networks.ts'
import { assertSettles, assertUndone } from '../laws.ts'

type Intent = AttachIntent<Network | NamedNetwork>

const WEB = 'docker:web'
const MAC = '52:54:00:00:00:01'

const lo: Link = { name: 'lo', kind: 'loopback', mac: '', mtu: 65536, up: true, addresses: [] }

const route = (family: 4 | 6, to: string, via?: string): Route => ({
  family,
  to,
  via,
  dev: 'eth9',
  table: 'main',
  protocol: 'static',
  scope: 'global',
  ...(family === 6 && { metric: 1024 }),
})

interface Shape {
  readonly card: Pick<Link, 'kind' | 'mtu' | 'up' | 'alias'>
  readonly addresses: readonly string[]
  readonly routes: readonly Route[]
  readonly ipv6: readonly [own: string, host: string, container: string]
}

const binary = fc.constantFrom('0', '1')
const shape: fc.Arbitrary<Shape> = fc.record({
  card: fc.record({
    kind: fc.constantFrom('', 'veth'),
    mtu: fc.constantFrom(1500, 9000, 1280),
    up: fc.boolean(),
    alias: fc.constantFrom(undefined, 'uplink'),
  }),
  addresses: fc.subarray(['10.9.0.1/24', '10.8.0.1/24', 'fd00:9::1/64']),
  routes: fc.subarray([
    route(4, '10.77.0.0/16', '10.9.0.254'),
    { ...route(4, 'default', '10.9.0.254'), protocol: 'dhcp', metric: 100 },
    route(6, 'fd00:77::/48'),
  ]),
  ipv6: fc.tuple(binary, binary, binary),
})

function world({ card, addresses, routes, ipv6: [own, host, container] }: Shape): Facts {
  const space = (disabled: string) => ({
    links: [lo],
    routes: [],
    sysctls: { 'net/ipv6/conf/default/disable_ipv6': disabled },
  })
  const empty: Facts = {
    spaces: { [HOST]: space(host), [WEB]: space(container) },
    named: [],
    away: [],
    claims: [],
    nonce: '0123456789',
  }
  const facts = withLink(empty, HOST, {
    ...card,
    name: 'eth9',
    mac: MAC,
    addresses: addresses.map(parseCidr),
  })
  const { sysctls, links } = facts.spaces[HOST] as Facts['spaces'][string]
  return {
    ...facts,
    spaces: {
      ...facts.spaces,
      [HOST]: {
        links,
        routes: card.up ? routes : [],
        sysctls: { ...sysctls, 'net/ipv6/conf/eth9/disable_ipv6': own },
      },
    },
  }
}

const asked: fc.Arbitrary<Intent> = fc
  .record({
    network: fc.constantFrom('phys:eth9', `phys:${MAC.toUpperCase()}`),
    ifName: fc.constantFrom(undefined, 'eth0', 'lan'),
    mac: fc.constantFrom(undefined, '02:00:00:00:00:77'),
    mtu: fc.constantFrom(undefined, 1400, 1279),
    address: fc.constantFrom('10.9.0.5/24', '10.9.0.1/24', 'none'),
  })
  .map(({ network, address, ...rest }) => ({
    ...rest,
    into: WEB,
    container: 'web',
    network: parseNetwork(network),
    addresses: [parseAddress(address)],
    gateway: 'auto',
    routes: [],
    force: true,
    replace: false,
  }))

const away: DetachIntent = { from: WEB, container: 'web', interfaces: [], all: false, force: false }

const refusal = (recipe: () => unknown): string => {
  try {
    recipe()
  } catch (error) {
    if (error instanceof CtnetError) return `${error.exit} ${error.code}: ${error.message}`
  }
  return 'none'
}

const CARD = world({
  card: { kind: '', mtu: 1500, up: true, alias: undefined },
  addresses: ['10.9.0.1/24'],
  routes: [],
  ipv6: ['0', '0', '0'],
})

const plain = (over: Partial<Intent> = {}): Intent => ({
  into: WEB,
  container: 'web',
  network: parseNetwork('phys:eth9'),
  addresses: [parseAddress('10.9.0.5/24')],
  gateway: 'auto',
  routes: [],
  replace: false,
  ...over,
})

test('an interface that goes away is taken back after each step, and is there once', () => {
  fc.assert(
    fc.property(shape, asked, (one, intent) => {
      const facts = world(one)
      const plan = attach(facts, intent)
      assertUndone(facts, plan)
      assertSettles<AttachResult>(facts, plan, (known) => attach(known, intent))
      const known = after(facts, stepsOf(plan))
      assert.equal(linkOf(known, HOST, 'eth9'), undefined)
      assert.equal(linkOf(known, WEB, intent.ifName ?? 'eth0')?.mac, intent.mac ?? MAC)
    }),
    { numRuns: 500 },
  )
})

test('detached, it is home with all that it had; up to that, it is taken back', () => {
  fc.assert(
    fc.property(shape, asked, (one, intent) => {
      const facts = world(one)
      const known = after(facts, stepsOf(attach(facts, intent)))
      const plan = detach(known, away)
      assertUndone(known, plan)
      assert.deepEqual(settled(after(known, stepsOf(plan))), settled(facts))
    }),
    { numRuns: 500 },
  )
})

test('attached anew in its own place, it comes home first, and what it had is still known', () => {
  fc.assert(
    fc.property(shape, asked, (one, intent) => {
      const facts = world(one)
      const first = { ...after(facts, stepsOf(attach(facts, intent))), nonce: 'ffeeddccbb' }
      const plan = attach(first, { ...intent, addresses: [parseAddress('10.9.0.6/24')], replace: true })
      assertUndone(first, plan)
      const known = after(first, stepsOf(plan))
      assert.equal(known.away?.length, 1)
      assert.deepEqual(settled(after(known, stepsOf(detach(known, away)))), settled(facts))
    }),
    { numRuns: 300 },
  )
})

/** What the kernel does with a physical interface whose namespace dies. */
const died = (facts: Facts, name: string, home: string): Facts => {
  const known = moved(facts, { place: WEB, link: name }, { place: HOST, link: home })
  const { [WEB]: _, ...spaces } = known.spaces
  return { ...known, spaces, away: (known.away ?? []).map(({ place: __, ...rest }) => rest) }
}

const nothing = homeFirst(() => nothingToDo(undefined, 'nothing'))

test('once its container has died, the next change gives it back what it had, whatever it came home as', () => {
  fc.assert(
    fc.property(shape, asked, fc.constantFrom('eth0', 'dev7', 'eth9'), (one, intent, name) => {
      const facts = world(one)
      const known = after(facts, stepsOf(attach(facts, intent)))
      const dead = died(known, intent.ifName ?? 'eth0', name)
      const plan = nothing(dead)
      assertUndone(dead, plan)
      assert.deepEqual(settled(after(dead, stepsOf(plan))).spaces[HOST], settled(facts).spaces[HOST])
      assert.deepEqual(stepsOf(nothing(after(dead, stepsOf(plan)))), [])
    }),
    { numRuns: 500 },
  )
})

test('of one that is nowhere, what it had is forgotten if it was virtual, and kept if it may be on its way', () => {
  for (const [kind, left] of [
    ['', 1],
    ['veth', 0],
  ] as const) {
    const start = changeLink(CARD, HOST, 'eth9', { kind })
    const known = died(after(start, stepsOf(attach(start, plain()))), 'eth0', 'eth9')
    const gone = withoutLink(known, HOST, 'eth9')
    const plan = nothing(gone)
    assert.match(plan.notes[0] ?? '', /eth9, which was in web, is gone/)
    assert.equal(after(gone, stepsOf(plan)).away?.length, left)
  }
})

test('one that comes home to another of its name is left as it is, and said so', () => {
  const known = died(after(CARD, stepsOf(attach(CARD, plain()))), 'eth0', 'eth0')
  const taken = withLink(known, HOST, { ...lo, name: 'eth9', kind: 'veth', mac: '02:00:00:00:00:09' })
  const plan = nothing(taken)
  assert.deepEqual(stepsOf(plan), [])
  assert.match(plan.notes[0] ?? '', /home as eth0: the host has another eth9/)
  const there = withLink(after(CARD, stepsOf(attach(CARD, plain()))), HOST, {
    ...lo,
    name: 'eth9',
    kind: 'veth',
  })
  assert.match(
    refusal(() => detach(there, away)),
    /^4 name-taken/,
  )
})

test('a container that gives it another MAC, or another name, keeps it from nothing', () => {
  const known = after(CARD, stepsOf(attach(CARD, plain())))
  const mac = '02:00:00:00:00:55'
  for (const other of [
    changeLink(known, WEB, 'eth0', { mac }),
    renamed(known, WEB, 'eth0', 'lan'),
    changeLink(known, WEB, 'eth0', { mac, alias: undefined }),
  ]) {
    assert.deepEqual(settled(after(other, stepsOf(detach(other, away)))), settled(CARD))
  }
})

test('what is in the way is said', () => {
  const changed = (to: Partial<Link>): Facts => changeLink(CARD, HOST, 'eth9', to)
  const onTop = withLink(CARD, HOST, {
    ...lo,
    name: 'eth9.5',
    kind: 'vlan',
    mac: MAC,
    parent: { place: HOST, link: 'eth9' },
  })
  const twin = withLink(CARD, HOST, { ...lo, name: 'eth8', kind: '', mac: MAC })
  const routed = (protocol: string): Facts =>
    world({
      card: { kind: '', mtu: 1500, up: true, alias: undefined },
      addresses: ['10.9.0.1/24'],
      routes: [{ ...route(4, 'default', '10.9.0.254'), protocol }],
      ipv6: ['0', '0', '0'],
    })
  const gone = after(CARD, stepsOf(attach(CARD, plain())))
  const by = (text: string) => ({ network: parseNetwork(text) })
  const cases: readonly [Facts, Partial<Intent>, RegExp][] = [
    [CARD, by('phys:eth8'), /^3 no-interface/],
    [CARD, by('phys:lo'), /^4 loopback/],
    [changed({ master: 'br0' }), {}, /^4 bridge-port: .*port of the bridge br0/],
    [changed({ kind: 'bridge' }), {}, /^4 bridge/],
    [changed({ wireless: true }), {}, /^4 wireless/],
    [changed({ immutable: true }), {}, /^4 immutable/],
    [changed({ alias: 'ctnet: db eth0' }), {}, /^4 own-end/],
    [changed({ peer: { place: WEB, link: 'eth0' } }), {}, /^4 own-end/],
    [onTop, {}, /^4 has-children: .*eth9\.5/],
    [twin, by(`phys:${MAC}`), /^2 .*eth9 and eth8 have the MAC/],
    [routed('static'), {}, /^4 carries-routes: .*default route via 10\.9\.0\.254/],
    [routed('dhcp'), {}, /^4 carries-routes/],
    [routed('ra'), {}, /^4 carries-routes/],
    [gone, { into: 'netns:db', container: 'db' }, /^4 interface-away: eth9 is in web, as eth0/],
    [gone, { addresses: [parseAddress('10.9.0.6/24')] }, /^4 interface-differs/],
    [CARD, { vlan: 5 }, /^2 .*--vlan/],
  ]
  for (const [facts, over, expected] of cases)
    assert.match(
      refusal(() => attach(facts, plain(over))),
      expected,
    )
  // Of what is laid on top of an interface, the MAC doesn't tell.
  assert.match(
    refusal(() => attach(onTop, plain(by(`phys:${MAC}`)))),
    /^4 has-children/,
  )
})
