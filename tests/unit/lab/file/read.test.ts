import assert from 'node:assert/strict'
import { test } from 'node:test'
import { readLab } from '../../../../lib/lab/file/read.ts'
import { defineLab } from '../../../../lib/lab/file/written.ts'
import type { Lab } from '../../../../lib/model/lab.ts'
import { readFiles, readText } from './files.ts'

const NODES = 'nodes: { a: , b: , sw: { switch: true }, c: }\n'

/** Links, short and long, and what they mean. */
const SAME: readonly (readonly [what: string, ways: readonly string[], links: Lab['links']])[] = [
  [
    'a cable',
    [
      '[a -- b]',
      'a -- b',
      '{ ends: a -- b }',
      '[{ ends: [a, b] }]',
      '[{ ends: [{ node: a }, b] }]',
      '["a  --  b "]',
    ],
    [{ ends: [{ node: 'a' }, { node: 'b' }] }],
  ],
  [
    'interfaces and addresses',
    [
      'a:eth0 10.0.0.1/24 fd00::1/64 -- b:eth1 10.0.0.2/24@10.0.0.1',
      '{ ends: [{ node: a, interface: eth0, address: [10.0.0.1/24, "fd00::1/64"] }, b:eth1 10.0.0.2/24@10.0.0.1] }',
    ],
    [
      {
        ends: [
          { node: 'a', interface: 'eth0', addresses: ['10.0.0.1/24', 'fd00::1/64'] },
          { node: 'b', interface: 'eth1', addresses: ['10.0.0.2/24@10.0.0.1'] },
        ],
      },
    ],
  ],
  [
    'none, auto, and auto beside another',
    [
      'a none -- b auto 10.0.0.1/24',
      '{ ends: [{ node: a, address: none }, { node: b, address: [auto, 10.0.0.1/24] }] }',
    ],
    [
      {
        ends: [
          { node: 'a', addresses: [] },
          { node: 'b', addresses: ['auto', '10.0.0.1/24'] },
        ],
      },
    ],
  ],
  ['auto is what holds anyway', ['a auto -- b', 'a -- b'], [{ ends: [{ node: 'a' }, { node: 'b' }] }]],
  [
    'a chain',
    ['a:x -- sw -- c 10.0.0.1/24', '[a:x -- sw, sw -- c 10.0.0.1/24]'],
    [
      { ends: [{ node: 'a', interface: 'x' }, { node: 'sw' }] },
      { ends: [{ node: 'sw' }, { node: 'c', addresses: ['10.0.0.1/24'] }] },
    ],
  ],
  [
    'what is said of a chain is said of each of its cables',
    ['{ ends: a -- sw -- c, mtu: 1400 }', '[{ ends: a -- sw, mtu: 1400 }, { ends: sw -- c, mtu: "1400" }]'],
    [
      { ends: [{ node: 'a' }, { node: 'sw' }], mtu: 1400 },
      { ends: [{ node: 'sw' }, { node: 'c' }], mtu: 1400 },
    ],
  ],
  [
    'impairments: of both directions, unless an end says otherwise',
    [
      '{ ends: [a, { node: b, delay: 5ms, loss: 0% }], delay: 10ms, loss: 1%, rate: 1mbit }',
      '{ ends: [{ node: a, delay: 10ms, loss: 1%, rate: 1mbit }, { node: b, delay: 5ms, rate: 1mbit }] }',
    ],
    [
      {
        ends: [
          { node: 'a', impair: { delay: 10_000, loss: 0.01, rate: 125_000 } },
          { node: 'b', impair: { delay: 5000, rate: 125_000 } },
        ],
      },
    ],
  ],
  [
    'to the host',
    ['a -- host:lab0 10.0.0.1/24', '{ ends: [a, { node: host, interface: lab0, address: 10.0.0.1/24 }] }'],
    [{ ends: [{ node: 'a' }, { node: 'host', interface: 'lab0', addresses: ['10.0.0.1/24'] }] }],
  ],
  [
    'subnets to choose from',
    ['{ ends: a -- b, subnet: 10.0.0.0/24 }', '{ ends: a -- b, subnet: [10.0.0.0/24] }'],
    [{ ends: [{ node: 'a' }, { node: 'b' }], subnets: ['10.0.0.0/24'] }],
  ],
]

for (const [what, ways, links] of SAME) {
  for (const way of ways) {
    test(`links: ${what}: ${way}`, async () => {
      assert.deepEqual((await readText(`${NODES}links: ${way}\n`)).links, links)
    })
  }
}

test('networks that are out of the lab, at either end', async () => {
  const { links, externals } = await readText(
    `${NODES}links:
  - a:out 192.0.2.9/24@192.0.2.1 -- macvlan:eth1:bridge
  - dummy -- b
  - { ends: [vxlan:42@192.0.2.1, { node: c, mac: '02:00:00:00:00:01' }], mtu: 1400 }
  - sw -- bridge:br0
  - { ends: a dhcp -- macvlan:eth1, rate: 8mbit, loss: 1% }
  - { ends: [{ node: a, rate: 8mbit, loss: 0% }, dummy], delay: 1ms, loss: 1% }
`,
  )
  assert.deepEqual(links, [])
  assert.deepEqual(externals, [
    { node: 'a', interface: 'out', addresses: ['192.0.2.9/24@192.0.2.1'], network: 'macvlan:eth1:bridge' },
    { node: 'b', network: 'dummy' },
    { node: 'c', mac: '02:00:00:00:00:01', network: 'vxlan:42@192.0.2.1', mtu: 1400 },
    { node: 'sw', network: 'bridge:br0' },
    {
      node: 'a',
      addresses: ['dhcp'],
      network: 'macvlan:eth1',
      impair: { loss: 0.01, rate: 1e6 },
      received: { loss: 0.01, rate: 1e6 },
    },
    {
      node: 'a',
      network: 'dummy',
      impair: { delay: 1000, rate: 1e6 },
      received: { delay: 1000, loss: 0.01 },
    },
  ])
})

test('a node with all that may be said of one', async () => {
  const { nodes } = await readText(`
nodes:
  a:
    image: base:latest
    forward: false
    nat: eth0
    address: 10.255.0.1/32
    routes: [default@10.0.0.1, 10.9.0.0/16@10.0.0.1]
    names: www
    sysctls: { net.ipv4.ip_forward: 1, net/ipv4/conf/eth0.5/rp_filter: 0x10 }
    publish: [80, 8080:80, '127.0.0.1:53:53/udp', '[::1]:81:80']
    exec: ip link
    services: [sleep 1000]
    role: web
    command: httpd -f
    env: { A: 1, B: true, C: 010 }
    binds: [./site:/srv:ro, ../x:/x, /etc/hosts:/h]
links: [a -- a, a -- bridge:br0]
`)
  assert.deepEqual(nodes.a, {
    image: 'base:latest',
    forward: false,
    nat: ['eth0'],
    addresses: ['10.255.0.1/32'],
    routes: ['default@10.0.0.1', '10.9.0.0/16@10.0.0.1'],
    names: ['www'],
    sysctls: { 'net.ipv4.ip_forward': '1', 'net/ipv4/conf/eth0.5/rp_filter': '0x10' },
    publish: ['80', '8080:80', '127.0.0.1:53:53/udp', '[::1]:81:80'],
    exec: ['ip link'],
    services: ['sleep 1000'],
    role: 'web',
    command: ['httpd', '-f'],
    env: { A: '1', B: 'true', C: '010' },
    binds: ['/labs/site:/srv:ro', '/x:/x', '/etc/hosts:/h'],
  })
})

test('checks, short and long', async () => {
  const { checks } = await readText(
    `${NODES}expect:
  - ping a b
  - { ping: a, to: b }
  - not tcp a b:80
  - { not: true, tcp: a, to: 'b:80' }
  - exec a test -e /x && echo ok
  - { exec: a, run: test -e /x && echo ok }
  - tcp host www.example.com:80
`,
  )
  const [ping, tcp, exec] = [
    { kind: 'ping', from: 'a', to: 'b' },
    { kind: 'tcp', from: 'a', to: 'b:80', not: true },
    { kind: 'exec', from: 'a', to: 'test -e /x && echo ok' },
  ]
  assert.deepEqual(checks, [
    ping,
    ping,
    tcp,
    tcp,
    exec,
    exec,
    { kind: 'tcp', from: 'host', to: 'www.example.com:80' },
  ])
})

test('a lab is called what it says, else what its file is, unless another name is asked for', async () => {
  assert.equal((await readFiles({ 'campus.lab.yml': NODES })).name, 'campus')
  assert.equal((await readFiles({ 'campus.yml': `name: other\n${NODES}` })).name, 'other')
  assert.equal((await readFiles({ 'campus.yml': `name: other\n${NODES}` }, { name: 'mine' })).name, 'mine')
})

test('variables: in texts and as whole values, of each other, and set from outside', async () => {
  const text = `
vars: { n: 7, lan: '10.\${n}.0.0/24', yes: true, word: x }
nodes:
  a: { forward: '\${yes}', exec: ['\${word} $word $\${word} $$ \${word}\${n}', '\${n}'] }
subnet: '\${lan}'
`
  const { nodes, subnets } = await readText(text)
  assert.deepEqual(nodes.a, { forward: true, exec: ['x $word $' + '{word} $$ x7', '7'] })
  assert.deepEqual(subnets, ['10.7.0.0/24'])
  const set = await readText(text, { set: { n: '8', yes: 'false' } })
  assert.deepEqual(set.subnets, ['10.8.0.0/24'])
  assert.equal(set.nodes.a?.forward, false)
})

test('includes: below what the file says; mappings key by key, links and checks one behind the other', async () => {
  const lab = await readFiles({
    'lab.yml': `
include: [one.yml, two.yml]
vars: { slow: 30ms }
nodes: { r1: { role: core, env: { B: 2 } }, h1: }
links: [h1 -- r1]
expect: ping h1 r1
`,
    'one.yml': `
include: base.yml
vars: { slow: 10ms }
nodes: { r1: { image: x, role: edge, env: { A: 1, B: 1 }, exec: [one, two] }, r2: }
links: { ends: r1 -- r2, delay: '\${slow}' }
expect: [ping r1 r2]
subnet: 10.1.0.0/16
`,
    'two.yml':
      'include: base.yml\nnodes: { r1: { exec: three }, r2: , h1: { role: host } }\nsubnet: 10.2.0.0/16\n',
    'base.yml': 'nodes: { r0: }\nlinks: [r0 -- r1]\n',
  })
  assert.deepEqual(lab, {
    name: 'lab',
    nodes: {
      r0: {},
      r1: { image: 'x', role: 'core', env: { A: '1', B: '2' }, exec: ['three'] },
      r2: {},
      h1: { role: 'host' },
    },
    links: [
      { ends: [{ node: 'r0' }, { node: 'r1' }] },
      {
        ends: [
          { node: 'r1', impair: { delay: 30_000 } },
          { node: 'r2', impair: { delay: 30_000 } },
        ],
      },
      { ends: [{ node: 'h1' }, { node: 'r1' }] },
    ],
    subnets: ['10.2.0.0/16'],
    checks: [
      { kind: 'ping', from: 'r1', to: 'r2' },
      { kind: 'ping', from: 'h1', to: 'r1' },
    ],
  })
})

test('a lab as code is the same, and what is wrong with it has no line', async () => {
  const read = (data: unknown) =>
    readLab(
      { file: 'lab.ts', path: '/labs/lab.ts', data },
      { open: () => Promise.reject(new Error('no includes')) },
    )
  const hosts = ['h1', 'h2']
  const lab = defineLab({
    nodes: { sw1: { switch: true }, ...Object.fromEntries(hosts.map((name) => [name, {}])) },
    links: hosts.map((name) => `${name} -- sw1`),
  })
  assert.deepEqual((await read(lab)).links.length, 2)
  await assert.rejects(read({ nodes: { a: {} }, links: ['a -- b'] }), {
    exit: 2,
    message: 'lab.ts: a link leads to b, which is neither a node nor a bridge',
  })
  const circle: Record<string, unknown> = { nodes: { a: {} } }
  circle.links = circle
  await assert.rejects(read(circle), { exit: 2 })
  await assert.rejects(
    read(() => lab),
    { exit: 2, message: 'lab.ts: the lab takes nodes and links, not a function' },
  )
})

test('JSON is read as it is', async () => {
  const text = JSON.stringify({
    nodes: { a: null, b: {} },
    links: [{ ends: ['a', { node: 'b' }], mtu: 1400 }],
  })
  assert.deepEqual(await readFiles({ 'lab.json': text }), {
    name: 'lab',
    nodes: { a: {}, b: {} },
    links: [{ ends: [{ node: 'a' }, { node: 'b' }], mtu: 1400 }],
  })
})
