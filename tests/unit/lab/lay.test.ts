import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { lay } from '../../../lib/lab/lay.ts'
import { CtnetError } from '../../../lib/model/error.ts'
import type { Lab, LabEnd, LabLink, LaidLab } from '../../../lib/model/lab.ts'
import { Forwarding } from './forwarding.ts'
import { cable, connectedLab, plainLab } from './labs.ts'

const ends = (laid: LaidLab) => laid.links.flatMap((link) => link.ends)

/** `NODE:INTERFACE ADDRESS…` of each end. */
const told = (laid: LaidLab): string[] =>
  ends(laid).map(({ node, interface: name, addresses }) => [`${node}:${name}`, ...addresses].join(' '))

const joined = (a: LabEnd, b: LabEnd, more: Partial<LabLink> = {}): LabLink => ({ ends: [a, b], ...more })

const only = (address: string) => ({ addresses: [address] })

function refused(lab: Lab, message: string | RegExp, hint?: string): void {
  assert.throws(
    () => lay(lab),
    (error) => {
      assert(error instanceof CtnetError, String(error))
      assert.equal(error.exit, 2)
      if (typeof message === 'string') assert.equal(error.message, message)
      else assert.match(error.message, message)
      assert(error.hint !== undefined && error.hint !== '')
      if (hint !== undefined) assert.equal(error.hint, hint)
      return true
    },
  )
}

test('each cable is a subnet, and each node has the next address and the first free name', () => {
  assert.deepEqual(told(lay(plainLab([cable('a', 'b'), cable('b', 'c')]))), [
    'a:eth0 10.0.1.1/24 fd00:0:0:1::1/64',
    'b:eth0 10.0.1.2/24 fd00:0:0:1::2/64',
    'b:eth1 10.0.2.1/24 fd00:0:0:2::1/64',
    'c:eth0 10.0.2.2/24 fd00:0:0:2::2/64',
  ])
})

test('switches and bridges join their cables to one subnet', () => {
  const links = [
    cable('a', 'sw1'),
    cable('sw1', 'sw2'),
    cable('b', 'sw2'),
    cable('c', 'br0'),
    cable('sw2', 'br0'),
  ]
  const nodes = { a: {}, b: {}, c: {}, sw1: { switch: true }, sw2: { switch: true } }
  const laid = lay(plainLab(links, { nodes, bridges: { br0: {} }, subnets: ['10.7.0.0/24'] }))
  const [a, b, c] = ['a', 'b', 'c'].map((name) => ends(laid).find(({ node }) => node === name)?.addresses)
  assert.deepEqual([a, b, c], [['10.7.0.2/24'], ['10.7.0.3/24'], ['10.7.0.4/24']])
  assert.deepEqual(laid.bridges.br0?.addresses, ['10.7.0.1/24'])
  assert.deepEqual(laid.nodes.a?.routes, ['default@10.7.0.1'])
  const port = ends(laid).find(({ node }) => node === 'br0')
  assert.match(port?.interface ?? '', /^veth[0-9a-z]{7}$/)
  assert.deepEqual(port?.addresses, [])
})

test('a bridge without an address leads nowhere', () => {
  const laid = lay(plainLab([cable('a', 'br0')], { nodes: { a: {} }, bridges: { br0: { addresses: [] } } }))
  assert.deepEqual([laid.bridges.br0?.addresses, laid.nodes.a?.routes], [[], []])
})

test('a leased default route, or one that a bridge brings, is left alone, and the others take that way out', () => {
  const links = [cable('a', 'r'), cable('r', 'b')]
  for (const external of [
    { network: 'macvlan:eth1', addresses: ['dhcp'] },
    { network: 'bridge:br0' },
    { network: 'bridge:br0', addresses: ['auto'] },
  ]) {
    const { nodes } = lay(
      plainLab(links, { externals: [{ node: 'a', ...external }], subnets: ['10.0.0.0/8'] }),
    )
    assert.deepEqual(nodes.a?.routes, ['10.0.2.0/24@10.0.1.2'])
    assert.deepEqual(nodes.r?.routes, ['default@10.0.1.1'])
    assert.deepEqual(nodes.b?.routes, ['default@10.0.2.1'])
  }
})

test('names, addresses and MACs that are given stand, and the others fit in with them', () => {
  const links = [
    joined({ node: 'a', interface: 'eth1', mac: '02:00:00:00:00:01', ...only('10.0.1.9/24') }, { node: 'b' }),
    joined({ node: 'a' }, { node: 'b' }, { subnets: ['192.168.5.0/30'], mtu: 9000 }),
    joined({ node: 'a' }, { node: 'b' }),
    joined({ node: 'a', addresses: [] }, { node: 'b', addresses: ['none'] }),
    joined({ node: 'a', addresses: ['10.8.0.7/24', 'auto'] }, { node: 'b' }),
  ]
  const laid = lay(plainLab(links))
  assert.deepEqual(told(laid), [
    'a:eth1 10.0.1.9/24',
    'b:eth0 10.0.1.1/24',
    'a:eth0 192.168.5.1/30',
    'b:eth1 192.168.5.2/30',
    'a:eth2 10.0.2.1/24 fd00:0:0:1::1/64',
    'b:eth2 10.0.2.2/24 fd00:0:0:1::2/64',
    'a:eth3',
    'b:eth3',
    'a:eth4 10.8.0.7/24 10.8.0.1/24',
    'b:eth4 10.8.0.2/24',
  ])
  assert.equal(ends(laid)[0]?.mac, '02:00:00:00:00:01')
  assert.deepEqual(
    laid.links.map(({ mtu }) => mtu),
    [1500, 9000, 1500, 1500, 1500],
  )
})

test('what is given elsewhere in the lab is not chosen', () => {
  const links = [
    cable('a', 'b'),
    joined({ node: 'b', ...only('10.0.1.1/24') }, { node: 'c', ...only('10.0.1.2/24') }),
  ]
  const nodes = { a: {}, b: { addresses: ['10.0.2.7/32'] }, c: {} }
  const external = { node: 'c', network: 'phys:eth1', addresses: ['10.0.3.9/24'] }
  const laid = lay(plainLab(links, { nodes, externals: [external] }))
  assert.equal(told(laid)[0], 'a:eth0 10.0.4.1/24 fd00:0:0:1::1/64')
})

test('a container that is there keeps its eth0 and its default route', () => {
  const links = [cable('a', 'r'), cable('r', 'b')]
  const { nodes, links: laid } = lay(
    plainLab(links, { nodes: { a: { container: 'docker:web' }, r: {}, b: {} } }),
  )
  assert.equal(laid[0]?.ends[0].interface, 'eth1')
  assert.deepEqual(nodes.a?.routes, ['10.0.2.0/24@10.0.1.2', 'fd00:0:0:2::/64@fd00:0:0:1::2'])
})

test('MACs are unicast, each its own, and the same every time', () => {
  const links = Array.from({ length: 500 }, (_, i) => cable(`n${i}`, `n${i + 1}`))
  const macs = ends(lay(plainLab(links))).map(({ mac }) => mac)
  assert.equal(new Set(macs).size, 1000)
  assert(macs.every((mac) => /^02(:[0-9a-f]{2}){5}$/.test(mac ?? '')))
  assert.deepEqual(
    ends(lay(plainLab(links))).map(({ mac }) => mac),
    macs,
  )
  const other = new Set(ends(lay(plainLab(links, { name: 'other' }))).map(({ mac }) => mac))
  assert(macs.every((mac) => !other.has(mac)))
})

test('a link more at the end changes nobody', () => {
  fc.assert(
    fc.property(connectedLab, ({ subnets: _, ...lab }) => {
      const grown = { ...lab, nodes: { ...lab.nodes, new: {} }, links: [...lab.links, cable('new', 'r0')] }
      const before = ends(lay(lab))
      assert.deepEqual(ends(lay(grown)).slice(0, before.length), before)
    }),
    { numRuns: 100 },
  )
})

test('a node forwards that has two interfaces, unless it says otherwise', () => {
  const nodes = { a: {}, b: {}, c: { forward: true }, d: { forward: false } }
  const laid = lay(plainLab([cable('a', 'b'), cable('b', 'c'), cable('c', 'd'), cable('d', 'b')], { nodes }))
  assert.deepEqual(
    Object.values(laid.nodes).map(({ forward }) => forward),
    [false, true, true, false],
  )
})

test('nothing passes a node that does not forward, and nothing comes without routes', () => {
  const links = [cable('a', 'b'), cable('b', 'c')]
  const deaf = new Forwarding(lay(plainLab(links, { nodes: { a: {}, b: { forward: false }, c: {} } })))
  const apart = new Forwarding(lay(plainLab([cable('a', 'b'), cable('c', 'd')])))
  const unrouted = new Forwarding(lay(plainLab(links, { routing: 'none' })))
  for (const forwarding of [deaf, apart, unrouted]) {
    assert(forwarding.send('a', forwarding.source('b', 4) ?? '').came)
    for (const ip of forwarding.addresses('c')) assert(!forwarding.send('a', ip).came)
  }
})

test('the default route leads to the nearest way out, and the rest of the lab is routed all the same', () => {
  const links = [cable('h', 'r1'), cable('r1', 'r2'), cable('r2', 'r3'), cable('r3', 'k')]
  const externals = [{ node: 'r3', network: 'phys:eth1', addresses: ['192.0.2.5/24@192.0.2.1'] }]
  const laid = lay(plainLab(links, { externals, subnets: ['10.0.0.0/8'] }))
  assert.deepEqual(
    ['h', 'r1', 'r2', 'k'].map((name) => laid.nodes[name]?.routes[0]),
    ['default@10.0.1.2', 'default@10.0.2.2', 'default@10.0.3.2', 'default@10.0.4.1'],
  )
  assert(!laid.nodes.r3?.routes.some((route) => route.startsWith('default')))
  assert.deepEqual(new Forwarding(laid).failures(), [])
  assert.equal(laid.externals[0]?.interface, 'eth2')
})

test('gateways and routes that are given win', () => {
  const links = [
    joined({ node: 'h', addresses: ['10.0.0.9/24@10.0.0.2'] }, { node: 'sw' }),
    joined({ node: 'r1', ...only('10.0.0.1/24') }, { node: 'sw' }),
    joined({ node: 'r2', ...only('10.0.0.2/24') }, { node: 'sw' }),
    joined({ node: 'r1' }, { node: 'far' }, { subnets: ['10.5.0.0/24'] }),
    joined({ node: 'r1' }, { node: 'far' }, { subnets: ['10.6.0.0/24'] }),
  ]
  const nodes = {
    h: {},
    sw: { switch: true },
    r1: {},
    r2: { forward: true, routes: ['10.4.0.0/14@10.0.0.9'] },
    far: { routes: ['10.0.0.7@10.6.0.1'] },
  }
  const laid = lay(plainLab(links, { nodes }))
  assert.deepEqual(laid.nodes.h?.routes, ['default@10.0.0.2'])
  assert.deepEqual(ends(laid)[0]?.addresses, ['10.0.0.9/24'])
  assert.deepEqual(laid.nodes.r2?.routes, ['10.4.0.0/14@10.0.0.9'])
  assert.deepEqual(laid.nodes.far?.routes, ['10.0.0.7@10.6.0.1', '10.0.0.0/24@10.5.0.1'])
})

test('only those of several interfaces get loose filtering, and only long ways a longer life', () => {
  const chain = (count: number) => Array.from({ length: count }, (_, i) => cable(`r${i}`, `r${i + 1}`))
  const near = lay(plainLab(chain(64)))
  assert.equal(near.nodes.r0?.sysctls, undefined)
  assert.deepEqual(near.nodes.r1?.sysctls, { 'net.ipv4.conf.all.rp_filter': '2' })
  const far = lay(plainLab(chain(65)))
  assert.deepEqual(far.nodes.r0?.sysctls, {
    'net.ipv4.ip_default_ttl': '255',
    'net/ipv6/conf/eth0/hop_limit': '255',
  })
  const own = { 'net.ipv4.conf.all.rp_filter': '1', 'net.ipv4.ip_forward': '1' }
  const said = plainLab(chain(2), { nodes: { r0: {}, r1: { sysctls: own }, r2: {} } })
  assert.deepEqual(lay(said).nodes.r1?.sysctls, own)
})

test('what leads nowhere or has two meanings is refused', () => {
  refused(
    plainLab([cable('web', 'db')], { nodes: { web: {}, db1: {} } }),
    /leads to db, which is neither/,
    'did you mean db1?',
  )
  refused(plainLab([cable('a', 'br0')], { bridges: { br0: {} } }), 'br0 is both a node and a bridge')
  refused(plainLab([], { nodes: { host: {} } }), /no node can be called host/)
  refused(plainLab([], { nodes: { 'a/b': {} } }), "a/b can't be a node's name")
  refused(plainLab([], { name: 'a b' }), "'a b' can't be a lab's name")
  refused(plainLab([cable('toString', 'a')], { nodes: { a: {} } }), /leads to toString, which is neither/)
  const nat = { a: { nat: ['eth1'] }, b: {} }
  refused(
    plainLab([cable('a', 'b')], { nodes: nat }),
    "a is to do NAT on eth1, which it doesn't have",
    'it has eth0',
  )
  const twice = joined({ node: 'a', interface: 'eth0' }, { node: 'a', interface: 'eth0' })
  refused(plainLab([twice]), 'a would have two interfaces eth0')
  const nodes = { s: { switch: true }, t: { switch: true } }
  refused(
    plainLab([cable('s', 't'), cable('t', 's')], { nodes }),
    /^the cable from t to s closes a loop of switches/,
  )
  const mac = '02:00:00:00:00:01'
  refused(
    plainLab([joined({ node: 'a', mac }, { node: 'b', mac })]),
    `a:eth0 and b:eth0 have the same MAC address ${mac}`,
  )
})

test('addresses that cannot be are refused, and where', () => {
  const pair = (a: string, b: string, more: Partial<LabLink> = {}) =>
    plainLab([joined({ node: 'a', ...only(a) }, { node: 'b', ...only(b) }, more)])
  refused(pair('10.1.1.1/24', '10.1.1.1/24'), '10.1.1.1 is given twice: to a:eth0 and to b:eth0')
  refused(pair('10.1.1.0/24', '10.1.1.1/24'), "a:eth0: 10.1.1.0/24 is the network's own address")
  refused(pair('10.1.1.1/24', '10.1.2.1/24'), /at the two ends of one cable: they are on no subnet together/)
  refused(pair('10.1.1.1/24', '10.1.1.2/25'), /one segment, and two prefix lengths/)
  refused(
    pair('10.1.2.1/24', '10.1.1.2/24', { subnets: ['10.1.1.0/24'] }),
    "a:eth0: 10.1.2.1/24 is outside its link's subnet 10.1.1.0/24",
  )
  refused(
    pair('10.1.1.1/16', '10.1.1.2/24', { subnets: ['10.1.1.0/24'] }),
    /outside its link's subnet/,
    'write 10.1.1.1/24',
  )
  refused(pair('dhcp', 'auto'), 'a:eth0: no address is leased inside of a lab')
  const two = [
    joined({ node: 'a', ...only('10.1.1.1/24') }, { node: 'b' }),
    joined({ node: 'a' }, { node: 'b', ...only('10.1.1.9/24') }),
  ]
  refused(plainLab(two), /^10.1.1.0\/24 is in two places: at a:eth0 and at a:eth1/)
  const crowd = ['b', 'c', 'd', 'e'].map((name) =>
    joined({ node: name }, { node: 's' }, { subnets: ['10.1.1.0/30'] }),
  )
  refused(
    plainLab(crowd, { nodes: { b: {}, c: {}, d: {}, e: {}, s: { switch: true } } }),
    '10.1.1.0/30 is too small for the segment of b:eth0 and c:eth0: it has room for 2, and d:eth0 is one more',
    'take 10.1.1.0/29',
  )
  refused(plainLab([cable('a', 'b')], { subnets: ['10.0.0.0/8', '10.1.0.0/16'] }), /are both IPv4/)
  const gateways = joined(
    { node: 'a', addresses: ['10.1.1.2/24@10.1.1.1', '10.1.1.3/24@10.1.1.9'] },
    { node: 'b' },
  )
  refused(plainLab([gateways]), 'a has two default routes: 10.1.1.1 and 10.1.1.9')
  const port = joined({ node: 's', ...only('10.1.1.1/24') }, { node: 'b' })
  refused(
    plainLab([port], { nodes: { s: { switch: true }, b: {} } }),
    /^s joins its links, and a port of it has no address/,
  )
})

test('who routes by hand may use an address twice, but not on one segment', () => {
  const site = (n: number) =>
    joined({ node: `h${n}`, ...only('192.168.1.2/24') }, { node: `r${n}`, ...only('192.168.1.1/24') })
  assert.equal(lay(plainLab([site(1), site(2)], { routing: 'none' })).links.length, 2)
  refused(plainLab([site(1), site(2)]), /^192.168.1.0\/24 is in two places: at h1:eth0 and at h2:eth0/)
  const lo = { addresses: ['10.255.0.1/32'] }
  refused(
    plainLab([cable('a', 'b')], { nodes: { a: lo, b: lo } }),
    '10.255.0.1 is given twice: to a:lo and to b:lo',
  )
  const same = joined({ node: 'a', ...only('10.1.1.1/24') }, { node: 'b', ...only('10.1.1.1/24') })
  refused(plainLab([same], { routing: 'none' }), /given twice/)
})
