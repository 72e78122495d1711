import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import type { Family } from '../../../lib/model/address.ts'
import { changeSpace, withLink } from '../../../lib/model/effects.ts'
import { HOST } from '../../../lib/model/endpoint.ts'
import { type Facts, spaceOf } from '../../../lib/model/facts.ts'
import { isForwarding, keptForwarding } from '../../../lib/model/forwarding.ts'
import { settled } from '../../../lib/model/settled.ts'
import { after, stepsOf } from '../../../lib/plan/plan.ts'
import { attach } from '../../../lib/recipes/attach.ts'
import { detach } from '../../../lib/recipes/detach.ts'
import { type ForwardIntent, forward } from '../../../lib/recipes/forward.ts'
import { forwardingLast } from '../../../lib/recipes/forwarding.ts'
import { assertSettles, assertUndone, planOrRefusal } from '../laws.ts'
import { world } from '../worlds.ts'

const NAMES = new Map([['docker:web', 'web']])
const ask = (on: boolean, more: Partial<ForwardIntent> = {}): ForwardIntent => ({
  on,
  families: [4, 6],
  names: NAMES,
  force: false,
  ...more,
})

/** A host that takes its default route on eth1 from a router, with an interface that forwards by itself. */
const host = (sysctls: Readonly<Record<string, string>> = {}): Facts => {
  const empty: Facts = {
    spaces: {},
    named: [],
    claims: [],
    inodes: { [HOST]: 7 },
    files: {},
    nonce: 'aabbccddee',
  }
  const link = { kind: '', mtu: 1500, up: true, mac: '02:00:00:00:00:01', addresses: [] }
  const route = {
    family: 6,
    to: 'default',
    via: 'fe80::1',
    dev: 'eth1',
    table: 'main',
    protocol: 'ra',
  } as const
  return changeSpace(withLink(empty, HOST, { ...link, name: 'eth1' }), HOST, () => ({
    routes: [route],
    sysctls: {
      'net/ipv4/ip_forward': '0',
      'net/ipv4/conf/all/accept_redirects': '0',
      'net/ipv4/conf/eth1/forwarding': '1',
      'net/ipv6/conf/all/forwarding': '0',
      'net/ipv6/conf/eth1/accept_ra': '1',
      ...sysctls,
    },
  }))
}

/** A bridge of both families, and containers that aren't on it yet. */
const bridged = (): Facts =>
  ['docker:web', 'netns:db'].reduce(
    (facts, place) => changeSpace(facts, place, () => ({})),
    withLink(host(), HOST, {
      name: 'br0',
      kind: 'bridge',
      mac: '02:00:00:00:00:02',
      mtu: 1500,
      up: true,
      alias: 'ctnet: bridge',
      addresses: [
        { family: 4, ip: '10.1.0.1', prefix: 24 },
        { family: 6, ip: 'fd00:1::1', prefix: 64 },
      ],
    }),
  )

const attached = (facts: Facts, into: string, more: object = {}) =>
  forwardingLast((known: Facts) =>
    attach(known, {
      into,
      container: into.slice(into.indexOf(':') + 1),
      network: { kind: 'bridge', name: 'br0' },
      addresses: [{ kind: 'auto' }],
      gateway: 'auto',
      routes: [],
      replace: false,
      ...more,
    }),
  )({ ...facts, nonce: into === 'docker:web' ? '0000000001' : '0000000002' })

const detached = (facts: Facts, from: string) =>
  forwardingLast((known: Facts) =>
    detach(known, { from, container: from, interfaces: [], all: true, force: false }),
  )(facts)

const both = (facts: Facts) => ([4, 6] as const).map((family) => isForwarding(facts, family))

test('on and off: taken back at each step, twice is nothing, and off is as it was', () => {
  fc.assert(
    fc.property(world, fc.boolean(), fc.boolean(), (facts, on, force) => {
      const plan = planOrRefusal(() => forward(facts, ask(on, { force, families: [4] })))
      if (plan === undefined) return
      assertUndone(facts, plan)
      assertSettles(facts, plan, (known) => forward(known, ask(on, { force, families: [4] })))
    }),
  )
  const facts = host()
  const on = forward(facts, ask(true))
  assertUndone(facts, on)
  const known = after(facts, on.build)
  assert.deepEqual(both(known), [true, true])
  // The kernel throws an advertised route away as soon as it forwards and isn't told to listen all the same.
  const order = on.build.flatMap(({ run: [command] }) => (command?.kind === 'sysctl' ? command.path : []))
  const [, listens, forwards] = order
  assert.deepEqual([listens, forwards], ['net/ipv6/conf/eth1/accept_ra', 'net/ipv6/conf/all/forwarding'])
  const { sysctls } = spaceOf(known, HOST)
  assert.equal(sysctls['net/ipv6/conf/eth1/accept_ra'], '2')
  // The kernel makes every interface forward, and takes no redirects.
  assert.equal(sysctls['net/ipv4/conf/eth1/forwarding'], undefined)
  const off = forward(known, ask(false))
  assertUndone(known, off)
  assert.deepEqual(settled(after(known, off.build)), settled(facts))
})

test('an accept_ra that says 0 or 2 already is left alone, and one that somebody set meanwhile', () => {
  for (const value of ['0', '2']) {
    const facts = host({ 'net/ipv6/conf/eth1/accept_ra': value })
    const on = forward(facts, ask(true, { families: [6] }))
    assert.equal(spaceOf(after(facts, on.build), HOST).sysctls['net/ipv6/conf/eth1/accept_ra'], value)
  }
  const on = after(host(), forward(host(), ask(true, { families: [6] })).build)
  const meanwhile = changeSpace(on, HOST, ({ sysctls }) => ({
    sysctls: { ...sysctls, 'net/ipv6/conf/eth1/accept_ra': '0' },
  }))
  const off = after(meanwhile, forward(meanwhile, ask(false)).build)
  assert.equal(spaceOf(off, HOST).sysctls['net/ipv6/conf/eth1/accept_ra'], '0')
})

test('attach switches on what its gateways need, says so once, and the last to leave switches it off', () => {
  const facts = bridged()
  const first = attached(facts, 'docker:web')
  assertUndone(facts, first)
  assert.match(first.notes.join(), /^IPv4 and IPv6 forwarding is on now: web's/)
  const one = after(facts, stepsOf(first))
  assert.deepEqual(both(one), [true, true])
  const second = attached(one, 'netns:db')
  assert.deepEqual(second.notes, [])
  const two = after(one, stepsOf(second))
  assert.deepEqual(two.files, one.files)
  const left = after(two, stepsOf(detached(two, 'docker:web')))
  assert.deepEqual(both(left), [true, true])
  const last = detached(left, 'netns:db')
  assert.match(last.notes.join(), /^IPv4 and IPv6 forwarding is off again/)
  assert.deepEqual(settled(after(left, stepsOf(last))), settled(facts))
})

test('only for the family that is needed, and not without a way out through the host', () => {
  const facts = bridged()
  const on = (more: object): (boolean | undefined)[] =>
    both(after(facts, stepsOf(attached(facts, 'docker:web', more))))
  const cidr = { kind: 'cidr', cidr: { family: 6, ip: 'fd00:1::9', prefix: 64 } }
  assert.deepEqual(on({ addresses: [cidr] }), [false, true])
  assert.deepEqual(on({ gateway: 'none' }), [false, false])
  assert.deepEqual(on({ gateway: ['10.1.0.77'] }), [false, false])
})

test('what nobody needs any more goes off, with whatever comes next; what can not be seen may need it', () => {
  const facts = bridged()
  const one = after(facts, stepsOf(attached(facts, 'docker:web')))
  const nothing = forwardingLast((known: Facts) => ({ build: [], finish: [], notes: [], result: known }))
  assert.deepEqual(nothing(one).build, [])
  // The kernel takes the pair of one that is killed; of one that isn't looked at, the other end isn't known.
  const killed = changeSpace(one, HOST, ({ links }) => ({
    links: links.filter(({ kind }) => kind !== 'veth'),
  }))
  const { 'docker:web': _, ...spaces } = killed.spaces
  assert.deepEqual(both(after(killed, nothing({ ...killed, spaces }).build)), [false, false])
  const unseen = changeSpace(one, HOST, ({ links }) => ({
    links: links.map(({ peer: _, ...link }) => link),
  }))
  assert.deepEqual(nothing({ ...unseen, spaces: { [HOST]: spaceOf(unseen, HOST) } }).build, [])
  // An engine that was started meanwhile takes it for granted.
  const engine = withLink(killed, HOST, {
    name: 'docker0',
    kind: 'bridge',
    mac: '02:00:00:00:00:03',
    mtu: 1500,
    up: true,
    addresses: [{ family: 4, ip: '10.2.0.1', prefix: 24 }],
  })
  assert.deepEqual(both(after(engine, nothing(engine).build)), [true, false])
})

test('set by hand it stays when the last has left; off names who needs it', () => {
  const facts = bridged()
  const one = after(facts, stepsOf(attached(facts, 'docker:web')))
  const by = (known: Facts, family: Family) => keptForwarding(known, family)?.by
  assert.throws(() => forward(one, ask(false)), {
    code: 'forwarding-needed',
    exit: 4,
    message: /of web \(by 10\.1\.0\.1\)/,
  })
  const kept = after(one, forward(one, ask(true)).build)
  assert.deepEqual([by(one, 4), by(kept, 4)], ['attach', 'hand'])
  const left = after(kept, stepsOf(detached(kept, 'docker:web')))
  assert.deepEqual(both(left), [true, true])
  assert.deepEqual(settled(after(left, forward(left, ask(false)).build)), settled(facts))
  const forced = after(one, forward(one, ask(false, { force: true })).build)
  assert.deepEqual([...both(forced), by(forced, 4)], [false, false, undefined])
})

test('what ctnet keeps may be damaged, or about a time that is over: it is put right', () => {
  const facts = { ...host(), files: { '/run/ctnet/forward/7-ipv4': 'nonsense' } }
  assert.deepEqual(keptForwarding(facts, 4), { by: 'hand', before: {} })
  const on = after(facts, forward(facts, ask(true)).build)
  assert.deepEqual(settled(after(on, forward(on, ask(false)).build)), settled(host()))
})
