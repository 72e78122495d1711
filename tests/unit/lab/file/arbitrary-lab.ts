import fc from 'fast-check'
import type { Lab, LabCheck, LabEnd, LabNode } from '../../../../lib/model/lab.ts'

const word = fc.stringMatching(/^[a-z][a-z0-9_-]{0,8}$/)
/** Texts with whatever may trip up a writer: quotes, colons, line ends, references, blanks at both ends. */
const line = fc
  .string({
    unit: fc.constantFrom(
      'a',
      '1',
      ' ',
      ':',
      '#',
      "'",
      '"',
      '$',
      '{',
      '}',
      '${',
      '$${x}',
      '\n',
      '-',
      '--',
      'é',
      '\t',
      '*',
      '&',
    ),
    minLength: 1,
    maxLength: 12,
  })
  .filter((text) => text.trim() !== '')
const lines = fc.array(line, { minLength: 1, maxLength: 3 })
const settings = fc.dictionary(
  word,
  fc.oneof(line, fc.constantFrom('1', 'true', '0x10', '1e3', 'null', '~', '010')),
  { maxKeys: 2, noNullPrototype: true },
)

const ipv4 = fc.tuple(fc.nat(255), fc.integer({ min: 1, max: 254 })).map(([a, b]) => `10.1.${a}.${b}/24`)
const ipv6 = fc.integer({ min: 1, max: 0xffff }).map((n) => `fd00::${n.toString(16)}/64`)
const addresses = fc.uniqueArray(
  fc.oneof(
    ipv4,
    ipv6,
    ipv4.map((one) => `${one}@10.1.0.1`),
  ),
  { maxLength: 3 },
)
const impair = fc
  .record(
    {
      delay: fc.integer({ min: 1, max: 1_000_000 }),
      loss: fc.integer({ min: 1, max: 100 }).map((percent) => percent / 100),
      rate: fc.integer({ min: 1, max: 9999 }).map((kbit) => kbit * 125),
    },
    { requiredKeys: [], noNullPrototype: true },
  )
  .filter((given) => Object.keys(given).length > 0)
const mtu = fc.integer({ min: 1280, max: 65535 })

/** An object without those of its keys that are undefined. */
const sparse = <T extends object>(table: { [K in keyof T]: fc.Arbitrary<T[K]> }): fc.Arbitrary<Partial<T>> =>
  fc.record(table, { requiredKeys: [], noNullPrototype: true }) as unknown as fc.Arbitrary<Partial<T>>

const plain: fc.Arbitrary<LabNode> = sparse<LabNode>({
  sysctls: fc.constant({ 'net.ipv4.ip_forward': '1', 'net/ipv4/conf/eth0.5/rp_filter': '0' }),
  forward: fc.boolean(),
  addresses: fc.uniqueArray(ipv4, { minLength: 1, maxLength: 2 }),
  routes: fc.constantFrom(['default@10.1.0.1'], ['10.2.0.0/16@10.1.0.1', 'fd01::/64@fd00::1']),
  publish: fc.constantFrom(['80'], ['127.0.0.1::80', '8000-8001:90/udp']),
  exec: lines,
  services: lines,
  role: line,
})

const node: fc.Arbitrary<LabNode> = fc.oneof(
  { weight: 4, arbitrary: plain },
  { weight: 1, arbitrary: fc.constant<LabNode>({ switch: true }) },
  {
    weight: 3,
    arbitrary: fc
      .tuple(
        plain,
        sparse<LabNode>({
          command: fc.array(line, { minLength: 1, maxLength: 3 }),
          env: settings.filter((table) => Object.keys(table).length > 0),
          binds: fc.constantFrom(['/a:/b'], ['/a:/b:ro', '/c:/d']),
        }),
      )
      .map(([one, more]) => ({ ...one, ...more, image: 'base:latest' })),
  },
)

/** Labs as they are when nothing is left unsaid that a file can't leave unsaid. */
export const arbitraryLab: fc.Arbitrary<Lab> = fc
  .dictionary(
    word.filter((name) => !['host', 'phys', 'ovs', 'dummy', 'bridge'].includes(name)),
    node,
    { minKeys: 2, maxKeys: 6, noNullPrototype: true },
  )
  .chain((nodes) => {
    const names = Object.keys(nodes)
    const end = (i: number): fc.Arbitrary<LabEnd> =>
      fc
        .tuple(
          fc.constantFrom(...names),
          sparse<Omit<LabEnd, 'node'>>({
            interface: fc.constant(`if${i}`),
            addresses,
            mac: fc.constant(`02:00:00:00:00:${10 + i}`),
            impair,
          }),
        )
        .map(([name, rest]) => {
          const { addresses: given, ...others } = rest
          const isSwitch = nodes[name]?.switch === true
          return { node: name, ...others, ...(given !== undefined && { addresses: isSwitch ? [] : given }) }
        })
    const link = (i: number) =>
      fc
        .tuple(
          end(2 * i),
          end(2 * i + 1),
          sparse<{ mtu: number; subnets: readonly string[] }>({
            mtu,
            subnets: fc.constant(['10.1.0.0/16', 'fd00::/64']),
          }),
        )
        .filter(([a, b]) => !(a.addresses ?? []).some((address) => (b.addresses ?? []).includes(address)))
        .map(([a, b, rest]) => ({ ends: [a, b] as const, ...rest }))
    const check: fc.Arbitrary<LabCheck> = fc
      .tuple(
        fc.constantFrom(...names.filter((name) => nodes[name]?.switch !== true), 'host'),
        fc.oneof(
          fc.constant({ kind: 'ping' as const, to: '10.1.0.1' }),
          fc
            .constantFrom('[fd00::1]:80', '10.1.0.1:80', 'www.example.com:80')
            .map((to) => ({ kind: 'tcp' as const, to })),
          line.map((to) => ({ kind: 'exec' as const, to })),
        ),
        fc.boolean(),
      )
      .map(([from, rest, not]) => ({ ...rest, from, ...(not && { not }) }))
    return fc
      .tuple(
        word,
        fc.tuple(link(0), link(1), link(2)).chain((all) => fc.shuffledSubarray(all)),
        sparse<Omit<Lab, 'name' | 'nodes' | 'links'>>({
          bridges: fc.dictionary(
            word.map((name) => `b.${name}`),
            sparse({ addresses: fc.uniqueArray(ipv4, { maxLength: 2 }), mtu, masquerade: fc.boolean() }),
            { minKeys: 1, maxKeys: 2, noNullPrototype: true },
          ) as fc.Arbitrary<NonNullable<Lab['bridges']>>,
          externals: fc.constantFrom(...names).map((name) => [
            { node: name, interface: 'out', network: 'macvlan:eth1', mtu: 1400 },
            { node: name, addresses: [], network: 'vxlan:42@192.0.2.1', mac: '02:00:00:00:00:01' },
            { node: name, network: 'dummy' },
            { node: name, network: 'phys:eth2', impair: { loss: 0.5 } },
            { node: name, network: 'dummy', impair: { rate: 1000 }, received: { rate: 1000 } },
            {
              node: name,
              network: 'dummy',
              impair: { loss: 0.5, rate: 5000 },
              received: { delay: 1000, rate: 1000 },
            },
            { node: name, network: 'dummy', received: { delay: 1000, loss: 0.5 } },
          ]),
          subnets: fc.constantFrom(['10.9.0.0/16'], ['10.0.0.0/8', 'fd00::/48']),
          routing: fc.constantFrom('shortest' as const, 'none' as const),
          checks: fc.array(check, { minLength: 1, maxLength: 3 }),
        }),
      )
      .map(([name, links, rest]) => {
        // What publishes is on a bridge of the host's.
        const reached = names.filter((one) => nodes[one]?.publish !== undefined)
        const externals = [
          ...(rest.externals ?? []),
          ...reached.map((one) => ({ node: one, network: 'bridge:br0' })),
        ]
        return { name, nodes, links, ...rest, ...(externals.length > 0 && { externals }) }
      })
  })
