import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { changeSpace } from '../../../lib/model/effects.ts'
import { HOST, type Place } from '../../../lib/model/endpoint.ts'
import { CtnetError } from '../../../lib/model/error.ts'
import type { Facts, OwnerState } from '../../../lib/model/facts.ts'
import { isForwardingNeeded } from '../../../lib/model/forwarding.ts'
import type { NameFiles } from '../../../lib/model/name-files.ts'
import { type Owner, ownerKey, ownerState, policiesOf, withPolicies } from '../../../lib/model/policy.ts'
import { parsePublish } from '../../../lib/model/publish.ts'
import { settled } from '../../../lib/model/settled.ts'
import { after, type Plan, stepsOf } from '../../../lib/plan/plan.ts'
import { changeDns, resetDns } from '../../../lib/recipes/dns.ts'
import { forwardingLast } from '../../../lib/recipes/forwarding.ts'
import { setIcc } from '../../../lib/recipes/icc.ts'
import { linkContainers, unlinkContainers } from '../../../lib/recipes/link-containers.ts'
import { setMasquerade } from '../../../lib/recipes/masquerade.ts'
import { policiesAround } from '../../../lib/recipes/policies.ts'
import { legsOf, rulesOf } from '../../../lib/recipes/policy-rules.ts'
import { publish, publishedBy, unpublish } from '../../../lib/recipes/publish.ts'
import { assertSettles, assertUndone, planOrRefusal } from '../laws.ts'
import { BRIDGES, CONTAINERS, world } from '../worlds.ts'

const owners: readonly Owner[] = CONTAINERS.map((place, index) => {
  const [runtime = '', name = ''] = place.split(':')
  return { runtime, name, id: runtime === 'netns' ? '4026532000' : `${index}`.repeat(64) }
})
const PORTS = [
  { port: 80, protocol: 'tcp' },
  { port: 53, protocol: 'udp' },
] as const

/** Where the first one's engine has its files. */
const FILES: NameFiles = {
  runtime: 'docker',
  container: 'web',
  hosts: `/${owners[0]?.id}/hosts`,
  resolver: `/${owners[0]?.id}/resolv.conf`,
  hostname: `/${owners[0]?.id}/hostname`,
  bare: false,
  own: true,
  sharedWith: [],
}
const TEXTS = {
  [FILES.hosts]: '127.0.0.1\tlocalhost\n',
  [FILES.resolver]: 'nameserver 10.9.9.9\n',
  [FILES.hostname]: 'web\n',
}
const WEB = { place: CONTAINERS[0] as Place, files: FILES, owner: owners[0] as Owner }

const NAMED: Pick<Facts, 'hosts' | 'hostnames'> = {
  hosts: { [WEB.place]: FILES },
  hostnames: { [WEB.place]: { name: 'web', pid: 1, namespace: 'uts:[1]', shared: false } },
}

/** As every command plans. */
const around = (recipe: (facts: Facts) => Plan<unknown>) => policiesAround(forwardingLast(recipe))

/** What may be asked for, as it is for a plan, and how it is taken back. */
interface Asked {
  readonly on: (facts: Facts) => Plan<unknown>
  readonly off: (facts: Facts) => Plan<unknown>
}

const pair = fc.tuple(fc.constantFrom(...owners), fc.constantFrom(...owners), fc.boolean())
const ports = fc.subarray([...PORTS], { minLength: 1 })
/** @throws exit 3 where the one whose names are asked for doesn't run, as whoever looks it up does */
function running(facts: Facts): Facts {
  if (ownerState(facts, WEB.owner) === WEB.place) return facts
  throw new CtnetError('notFound', 'not-running', 'web is not running', { hint: 'docker start web' })
}

const names = fc
  .record({
    hostname: fc.constantFrom(undefined, 'www'),
    servers: fc.constantFrom(undefined, ['10.9.9.8']),
    hosts: fc.constantFrom([], [{ name: 'db', ip: '10.9.9.7' }]),
  })
  .map((wanted) => ({
    on: (facts: Facts) => changeDns(running(facts), { ...WEB, ...wanted }),
    off: (facts: Facts) => resetDns(running(facts), WEB),
  }))

const asked: fc.Arbitrary<Asked> = fc.oneof(
  names,
  fc.constantFrom(...BRIDGES).map((bridge) => ({
    on: (facts: Facts) => setIcc(facts, { bridge, on: false }),
    off: (facts: Facts) => setIcc(facts, { bridge, on: true }),
  })),
  fc
    .constantFrom({ bridge: 'br0' }, { bridge: 'br1' }, { subnet: '10.0.0.0/24' }, { subnet: 'fd00:1::/64' })
    .map((hidden) => ({
      on: (facts: Facts) => setMasquerade(facts, { hidden, on: true }),
      off: (facts: Facts) => setMasquerade(facts, { hidden, on: false }),
    })),
  fc.tuple(pair, ports).map(([[client, server, other], linked]) => ({
    on: (facts: Facts) =>
      linkContainers(facts, { client, server, alias: other ? 'other' : server.name, ports: linked }),
    off: (facts: Facts) => unlinkContainers(facts, { client, server }),
  })),
  fc
    .tuple(
      fc.constantFrom(...owners),
      fc.constantFrom('8080:80', '127.0.0.1:53:53/udp', '80', '[fd00::1]:80:80'),
    )
    .map(([container, text]) => {
      const specs = parsePublish(text)
      return {
        on: (facts: Facts) => publish(facts, { container, specs }),
        off: (facts: Facts) => unpublish(facts, { container, ports: specs.map(({ port }) => port) }),
      }
    }),
)

const state = (place: Place): fc.Arbitrary<OwnerState | undefined> =>
  fc.constantFrom(place, place, place, 'stopped' as const, 'unknown' as const, undefined)

const switches = fc.record({
  call: fc.constantFrom(undefined, '0', '1'),
  localnet: fc.constantFrom('0', '1'),
})

/** A world in which some of that was asked for already, and is so. */
const ruled: fc.Arbitrary<Facts> = fc
  .tuple(world, fc.tuple(...CONTAINERS.map(state)), switches, fc.array(asked, { maxLength: 3 }))
  .map(([facts, states, { call, localnet }, before]) => {
    const known = (of: readonly (OwnerState | undefined)[]): NonNullable<Facts['owners']> =>
      Object.fromEntries(
        owners.flatMap((owner, index) => {
          const one = of[index]
          return one === undefined ? [] : [[ownerKey(owner), one] as const]
        }),
      )
    const bridges = (facts.spaces[HOST]?.links ?? []).filter(({ kind }) => kind === 'bridge')
    const start = changeSpace(
      { ...facts, ...NAMED, files: TEXTS, inodes: { [HOST]: 1 } },
      HOST,
      ({ sysctls }) => ({
        sysctls: {
          ...sysctls,
          // Where others need it, it is on.
          ...(isForwardingNeeded(facts, 4) && { 'net/ipv4/ip_forward': '1' }),
          ...(call !== undefined && {
            'net/bridge/bridge-nf-call-iptables': call,
            'net/bridge/bridge-nf-call-ip6tables': call,
          }),
          ...Object.fromEntries(
            bridges.map(({ name }) => [`net/ipv4/conf/${name}/route_localnet`, localnet]),
          ),
        },
      }),
    )
    // Whoever is stopped now, or can't be asked, ran when it was asked for.
    const running: Facts = { ...start, owners: known(CONTAINERS) }
    const then = before.reduce<Facts>(
      (facts, { on }) =>
        run(
          facts,
          planOrRefusal(() => around(on)(facts)),
        ),
      running,
    )
    return { ...then, owners: known(states), ...(states[0] !== WEB.place && { hosts: {} }) }
  })

const run = (facts: Facts, plan: Plan | undefined): Facts =>
  plan === undefined ? facts : after(facts, stepsOf(plan))

test('a policy that is asked for is taken back to what was there, after each step', () => {
  fc.assert(
    fc.property(ruled, asked, fc.boolean(), (facts, { on, off }, way) => {
      const plan = planOrRefusal(() => around(way ? on : off)(facts))
      if (plan !== undefined) assertUndone(facts, plan)
    }),
    { numRuns: 1000 },
  )
})

test('a policy that is so already is left alone', () => {
  fc.assert(
    fc.property(ruled, asked, fc.boolean(), (facts, { on, off }, way) => {
      const recipe = around(way ? on : off)
      const plan = planOrRefusal(() => recipe(facts))
      if (plan !== undefined) assertSettles(facts, plan, recipe)
    }),
    { numRuns: 1000 },
  )
})

test('on and off again, and the host is as it was', () => {
  fc.assert(
    fc.property(ruled, asked, (facts, { on, off }) => {
      const start = run(facts, around(idle)(facts))
      const plan = planOrRefusal(() => around(on)(start))
      if (plan === undefined || stepsOf(plan).length === 0 || policiesOf(start).length > 0) return
      const done = run(start, plan)
      assert.deepEqual(settled(run(done, around(off)(done))), settled(start))
    }),
    { numRuns: 1000 },
  )
})

const idle = (): Plan => ({ build: [], finish: [], result: undefined, notes: [] })

test('while an engine does not answer, the rules of its containers stay, and nothing of theirs is forgotten', () => {
  fc.assert(
    fc.property(ruled, fc.constantFrom(...owners), (facts, owner) => {
      const start = run(facts, around(idle)(facts))
      const mute: Facts = {
        ...start,
        owners: { ...start.owners, [ownerKey(owner)]: 'unknown' },
        ...(owner === WEB.owner && { hosts: {} }),
      }
      if (start.owners?.[ownerKey(owner)] === undefined) return
      const plan = around(idle)(mute)
      assert.deepEqual(stepsOf(plan), [])
      assert.deepEqual(publishedBy(mute), publishedBy(start))
    }),
    { numRuns: 500 },
  )
})

test('only what is asked for is let through, and for the addresses that its containers have now', () => {
  fc.assert(
    fc.property(ruled, (facts) => {
      const rules = rulesOf(facts)
      const owned = rules.filter(({ owner }) => /^(link|publish) /.test(owner))
      const known = owners.filter((owner) => facts.owners?.[ownerKey(owner)] !== 'unknown')
      const addresses = known.flatMap((owner) => legsOf(facts, owner)).map(({ address }) => address.ip)
      if (known.length < owners.length) return
      for (const { match, chain, verdict } of owned.filter(({ verdict }) => verdict === 'accept')) {
        assert.equal(chain, 'FORWARD', verdict.toString())
        const named = [match.from, match.to].flatMap((text) => text?.replace(/\/\d+$/, '') ?? [])
        assert.ok(named.length > 0 && named.every((ip) => addresses.includes(ip)))
      }
    }),
    { numRuns: 500 },
  )
})

test('two containers of one name in two runtimes are two', () => {
  const twins = ['lxc', 'nspawn'].map((runtime): Owner => ({ runtime, name: 'web', id: 'web' }))
  const facts: Facts = withPolicies(
    {
      nonce: '0',
      named: [],
      claims: [],
      spaces: {},
      files: {},
      owners: Object.fromEntries(twins.map((owner) => [ownerKey(owner), 'stopped'])),
    },
    twins.map((container, index) => ({
      kind: 'publish',
      container,
      hostPort: 8080 + index,
      port: { port: 80, protocol: 'tcp' },
    })),
  )
  const [lxc, nspawn] = twins as [Owner, Owner]
  assert.deepEqual(
    publishedBy(facts, lxc).map(({ hostPort }) => hostPort),
    [8080],
  )
  const left = run(facts, unpublish(facts, { container: lxc, ports: [] }))
  assert.equal(publishedBy(left, lxc).length, 0)
  assert.equal(publishedBy(left, nspawn).length, 1)
})
