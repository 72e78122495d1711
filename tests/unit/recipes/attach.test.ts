import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { networkOf, parseAddress, parseCidr } from '../../../lib/model/address.ts'
import { HOST } from '../../../lib/model/endpoint.ts'
import { CtnetError } from '../../../lib/model/error.ts'
import { type Facts, linkOf, spaceOf } from '../../../lib/model/facts.ts'
import { defaultRoute } from '../../../lib/model/route.ts'
import { after, stepsOf } from '../../../lib/plan/plan.ts'
import { type AttachIntent, attach } from '../../../lib/recipes/attach.ts'
import { createBridge } from '../../../lib/recipes/bridge-create.ts'
import { leadsTo, parseNetwork } from '../../../lib/recipes/networks.ts'
import { assertSettles, assertUndone, planOrRefusal } from '../laws.ts'
import { BRIDGES, CONTAINERS, world } from '../worlds.ts'

/** Mostly the first, now and then something that is likely to be refused. */
const mostly = <T>(usual: fc.Arbitrary<T>, odd: fc.Arbitrary<T>): fc.Arbitrary<T> =>
  fc.oneof({ weight: 12, arbitrary: usual }, { weight: 1, arbitrary: odd })

const number = fc.integer({ min: 1, max: 60 })
const addressOn = (net: number) =>
  fc.oneof(
    fc.constantFrom('auto', 'none'),
    number.map((n) => `10.${net}.0.${n}/24`),
    number.map((n) => `10.${net}.0.${n}/24@10.${net}.0.1`),
    number.map((n) => `fd00:${net}::${n}/64`),
    number.map((n) => `fd00:${net}::${n}/64@fd00:${net}::1`),
  )
const destination = fc
  .constantFrom('192.168.0.0/24', '192.168.7.7/32', '10.1.0.0/24', 'fd09::/48', '0.0.0.0/0', 'fd09::1/128')
  .map((text) => networkOf(parseCidr(text)))
const routeOn = (net: number) =>
  destination.map((to) => ({ to, via: to.family === 4 ? `10.${net}.0.1` : `fd00:${net}::1` }))
const optional = <T>(value: fc.Arbitrary<T>) => mostly(fc.constant(undefined), value)

const intentOn = (net: number): fc.Arbitrary<AttachIntent> =>
  fc.record({
    into: mostly(fc.constantFrom(...CONTAINERS), fc.constant(HOST)),
    container: fc.constantFrom('web', 'db'),
    network: mostly(
      fc.constant(BRIDGES[net] ?? ''),
      fc.constantFrom(
        'br0',
        'missing',
        'veth0',
        'macvlan:veth0:vepa',
        'macvlan:veth0:passthru',
        'ipvlan:veth0:l3',
        'vxlan:7@10.0.0.77',
        'dummy',
      ),
    ).map(parseNetwork),
    addresses: fc.oneof(
      fc.uniqueArray(mostly(addressOn(net), addressOn(1)).map(parseAddress), { minLength: 1, maxLength: 2 }),
      fc.constant([parseAddress('auto')]),
    ),
    ifName: fc.option(fc.constantFrom('eth0', 'eth1', 'lan'), { nil: undefined }),
    hostIfName: optional(fc.constantFrom('lan-web', 'veth0', 'br0')),
    mac: optional(fc.constantFrom('02:aa:00:00:00:01', '02:00:00:00:02:00')),
    mtu: optional(fc.constantFrom(1400, 1000, 9000)),
    vlan: fc.constantFrom(undefined, undefined, 1, 5),
    force: fc.boolean(),
    gateway: mostly<AttachIntent['gateway']>(
      fc.constantFrom('auto' as const, 'none' as const),
      fc.subarray(['10.0.0.1', '10.1.0.2', 'fd00:0::1'], { minLength: 1 }),
    ),
    routes: mostly<AttachIntent['routes']>(fc.constant([]), fc.array(routeOn(net), { maxLength: 2 })),
    create: fc.option(
      fc.constantFrom(
        { addresses: 'auto' as const },
        { addresses: [parseCidr(`10.${net}.0.1/24`), parseCidr(`fd00:${net}::1/64`)] },
      ),
      { nil: undefined },
    ),
    replace: fc.boolean(),
    replaceGateway: fc.boolean(),
  })
const intent = fc.nat(BRIDGES.length - 1).chain(intentOn)

const RUNS = { numRuns: 1500 }

test('what attach builds is taken back to what was there, after each of its steps', () => {
  fc.assert(
    fc.property(world, intent, (facts, one) => {
      const plan = planOrRefusal(() => attach(facts, one))
      if (plan !== undefined) assertUndone(facts, plan)
    }),
    RUNS,
  )
})

test('what is attached already is left alone', () => {
  fc.assert(
    fc.property(world, intent, (facts, one) => {
      const plan = planOrRefusal(() => attach(facts, one))
      if (plan !== undefined) assertSettles(facts, plan, (known) => attach(known, one))
    }),
    RUNS,
  )
})

test('the result is what the facts are afterwards', () => {
  fc.assert(
    fc.property(world, intent, (facts, one) => {
      const plan = planOrRefusal(() => attach(facts, one))
      if (plan === undefined) return
      const known = after(facts, stepsOf(plan))
      assert.deepEqual(attach(known, one).result, plan.result)
      const made = linkOf(known, one.into, plan.result.interface)
      assert.equal(made && leadsTo(known, one.into, made), plan.result.network)
    }),
    RUNS,
  )
})

test('no two default routes of a family, and no address twice, come from attach', () => {
  fc.assert(
    fc.property(world, intent, (facts, one) => {
      const plan = planOrRefusal(() => attach(facts, one))
      if (plan === undefined || stepsOf(plan).length === 0) return
      const known = after(facts, stepsOf(plan))
      for (const family of [4, 6] as const) {
        const count = ({ spaces }: Facts) =>
          spaces[one.into]?.routes.filter((r) => r.to === 'default' && r.family === family).length ?? 0
        assert.ok(count(known) <= Math.max(1, count(facts)))
      }
      const ips = plan.result.addresses
      assert.equal(new Set(ips).size, ips.length)
    }),
    RUNS,
  )
})

// Plain examples, on a bridge of ctnet's own with one container.

const EMPTY: Facts = {
  spaces: {
    [HOST]: { links: [], routes: [], sysctls: {} },
    'netns:web': {
      links: [],
      routes: [],
      sysctls: { 'net/ipv6/conf/default/disable_ipv6': '1' },
    },
  },
  named: [],
  away: [],
  claims: [],
  nonce: '0123456789',
}
const built = createBridge(EMPTY, {
  name: 'br0',
  addresses: [parseCidr('10.0.0.1/24'), parseCidr('fd00::1/64')],
})
const BRIDGED = after(EMPTY, stepsOf(built))

const asked = (more: Partial<AttachIntent> = {}, ...addresses: string[]): AttachIntent => ({
  into: 'netns:web',
  container: 'web',
  network: parseNetwork('br0'),
  addresses: (addresses.length > 0 ? addresses : ['auto']).map(parseAddress),
  gateway: 'auto',
  routes: [],
  replace: false,
  ...more,
})

const refusal = (exit: number, message: RegExp) => (error: unknown) =>
  error instanceof CtnetError && error.exit === exit && message.test(`${error.message}; ${error.hint}`)

test('auto takes the next free address of each family that the bridge has, and the bridge as the gateway', () => {
  const { result } = attach(BRIDGED, asked())
  assert.deepEqual(result.addresses, ['10.0.0.2/24', 'fd00::2/64'])
  assert.deepEqual(result.gateways, ['10.0.0.1', 'fd00::1'])
})

test('auto twice takes two addresses, and passes by those that an engine gave away', () => {
  const claimed = { ...BRIDGED, claims: [{ ip: '10.0.0.2', by: 'docker:db' }] }
  const { result } = attach(claimed, asked({}, 'auto', 'auto', '10.0.0.3/24'))
  assert.deepEqual(result.addresses, [
    '10.0.0.4/24',
    'fd00::2/64',
    '10.0.0.5/24',
    'fd00::3/64',
    '10.0.0.3/24',
  ])
})

test('none gives neither address nor default route', () => {
  const { result } = attach(BRIDGED, asked({}, 'none'))
  assert.deepEqual([result.addresses, result.gateways], [[], []])
})

test('of two interfaces on the bridge, the one that is as asked counts', () => {
  const first = after(BRIDGED, stepsOf(attach(BRIDGED, asked({}, '10.0.0.8/24'))))
  const second = after(first, stepsOf(attach(first, asked({ ifName: 'eth1' }, '10.0.0.9/24'))))
  assert.equal(attach(second, asked({}, '10.0.0.9/24')).result.interface, 'eth1')
})

test('IPv6 is switched on where the container has it off, also for a route alone', () => {
  for (const one of [
    asked({}, 'fd00::9/64'),
    asked({ routes: [{ to: parseCidr('fd01::/48') }] }, '10.0.0.9/24'),
  ]) {
    const known = after(BRIDGED, stepsOf(attach(BRIDGED, one)))
    assert.equal(spaceOf(known, 'netns:web').sysctls['net/ipv6/conf/eth0/disable_ipv6'], '0')
  }
})

test('--replace takes the place of every default route, whatever their metrics', () => {
  const way = {
    family: 4,
    to: 'default',
    via: '10.7.0.1',
    dev: 'eth9',
    table: 'main',
    protocol: 'boot',
  } as const
  const space = spaceOf(BRIDGED, 'netns:web')
  const routes = [way, { ...way, metric: 100 }]
  const facts = { ...BRIDGED, spaces: { ...BRIDGED.spaces, 'netns:web': { ...space, routes } } }
  const one = asked({ gateway: ['10.0.0.1'] }, '10.0.0.9/24')
  assert.throws(
    () => attach(facts, one),
    refusal(4, /default route already, via 10.7.0.1 by eth9.*--replace/),
  )
  for (const how of [{ replace: true }, { replaceGateway: true }]) {
    const known = after(facts, stepsOf(attach(facts, { ...one, ...how })))
    const defaults = spaceOf(known, 'netns:web').routes.filter(({ to }) => to === 'default')
    assert.deepEqual(
      defaults.map(({ via }) => via),
      ['10.0.0.1'],
    )
    assert.equal(defaultRoute(spaceOf(known, 'netns:web'), 4)?.dev, 'eth0')
  }
})

test('--replace-gateway leaves an interface in its place', () => {
  const known = after(BRIDGED, stepsOf(attach(BRIDGED, asked({ ifName: 'eth1' }, '10.0.0.9/24'))))
  const other = asked({ ifName: 'eth1', gateway: ['10.0.0.1'], replaceGateway: true }, '10.0.0.8/24')
  assert.throws(() => attach(known, other), refusal(4, /interface eth1 already/))
})

test('a gateway may be on no subnet of the interface, by a route to it', () => {
  const far = { gateway: ['10.9.9.9'], routes: [{ to: parseCidr('10.9.9.9/32') }] }
  const plan = attach(BRIDGED, asked(far, '10.0.0.9/32'))
  const { routes } = spaceOf(after(BRIDGED, stepsOf(plan)), 'netns:web')
  assert.deepEqual(
    routes.map(({ to, via }) => [to, via]),
    [
      ['10.9.9.9', undefined],
      ['default', '10.9.9.9'],
    ],
  )
})

test('a bridge that is made has the address that was said, or none, also where it is configured', () => {
  for (const create of ['to fit', { addresses: [parseCidr('10.7.0.1/24')] }] as const) {
    const one = asked({ network: parseNetwork('br7'), create, bridgeAddress: [] }, '10.7.0.9/24')
    const known = after(BRIDGED, stepsOf(attach(BRIDGED, one)))
    assert.deepEqual(linkOf(known, HOST, 'br7')?.addresses, [])
  }
})

test('a taken address is refused with the name of who has it', () => {
  const known = after(BRIDGED, stepsOf(attach(BRIDGED, asked({}, '10.0.0.9/24'))))
  const db = { ...known, spaces: { ...known.spaces, 'netns:db': spaceOf(EMPTY, 'netns:web') } }
  const one = { ...asked({}, '10.0.0.9/24'), into: 'netns:db', container: 'db' }
  assert.throws(() => attach(db, one), refusal(4, /can't have 10.0.0.9: it is taken, by web eth0/))
})

test('what can not be is refused before anything is done', () => {
  const via = (to: string, ip: string) => ({ routes: [{ to: parseCidr(to), via: ip }] })
  const cases: [Partial<AttachIntent>, string, number, RegExp][] = [
    [via('192.168.0.0/24', '10.5.0.1'), '10.0.0.9/24', 2, /10.5.0.1.*can't be reached from 10.0.0.9/],
    [via('0.0.0.0/0', '10.0.0.1'), '10.0.0.9/24', 2, /--gateway 10.0.0.1/],
    [via('10.0.0.0/24', '10.0.0.1'), '10.0.0.9/24', 2, /own subnet/],
    [{ mtu: 1000 }, 'fd00::9/64', 2, /1280/],
    [{ mtu: 9000 }, '10.0.0.9/24', 4, /--mtu 1500/],
    [{ gateway: ['10.9.9.9'] }, '10.0.0.9/24', 2, /can't be reached/],
    [{ into: HOST }, '10.0.0.9/24', 4, /ip address add/],
    [{ network: parseNetwork('br7') }, '10.0.0.9/24', 3, /ctnet bridge create br7/],
  ]
  for (const [more, address, exit, message] of cases) {
    assert.throws(() => attach(BRIDGED, asked(more, address)), refusal(exit, message))
  }
  assert.throws(() => attach(BRIDGED, asked({}, '10.0.0.9/24', '10.0.0.9/24')), refusal(2, /twice/))
})
