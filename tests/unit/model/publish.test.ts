import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { CtnetError, EXIT } from '../../../lib/model/error.ts'
import { type PublishSpec, parsePort, parsePublish, showPort } from '../../../lib/model/publish.ts'

const tcp = (port: number) => ({ port, protocol: 'tcp' as const })

test("a port to publish is written in docker's grammar", () => {
  const table: readonly [string, ...PublishSpec[]][] = [
    ['80', { ip: undefined, host: undefined, port: tcp(80) }],
    ['8080:80', { ip: undefined, host: [8080, 8080], port: tcp(80) }],
    ['8080:80/tcp', { ip: undefined, host: [8080, 8080], port: tcp(80) }],
    ['53:53/udp', { ip: undefined, host: [53, 53], port: { port: 53, protocol: 'udp' } }],
    ['127.0.0.1:8080:80', { ip: '127.0.0.1', host: [8080, 8080], port: tcp(80) }],
    ['127.0.0.1::80', { ip: '127.0.0.1', host: undefined, port: tcp(80) }],
    ['0.0.0.0:8080:80', { ip: undefined, host: [8080, 8080], port: tcp(80) }],
    ['[FD00:0::1]:8080:80', { ip: 'fd00::1', host: [8080, 8080], port: tcp(80) }],
    ['[::]::80', { ip: undefined, host: undefined, port: tcp(80) }],
    ['8000-8002:80', { ip: undefined, host: [8000, 8002], port: tcp(80) }],
    [
      '8000-8001:90-91',
      { ip: undefined, host: [8000, 8000], port: tcp(90) },
      { ip: undefined, host: [8001, 8001], port: tcp(91) },
    ],
    [
      '90-91',
      { ip: undefined, host: undefined, port: tcp(90) },
      { ip: undefined, host: undefined, port: tcp(91) },
    ],
  ]
  for (const [text, ...specs] of table) assert.deepEqual(parsePublish(text), specs, text)
  const addresses = ['80', '10.1.1.1::80', '0.0.0.0::80'].map(
    (text) => parsePublish(text, '127.0.0.1')[0]?.ip,
  )
  assert.deepEqual(addresses, ['127.0.0.1', '10.1.1.1', undefined])
})

test('what is no port to publish is refused, with what to write instead', () => {
  const bad = [
    '',
    ':',
    ':80',
    '0',
    '65536',
    '80/',
    '80/icmp',
    '80/tcp/udp',
    '1:2:3:4',
    '1.2.3:80:80',
    '[::1]80',
  ]
  const worse = [
    '::1:80:80',
    '80:',
    '8080:80:',
    '90-80',
    '8000-8002:80-81',
    '[]:80:80',
    '-',
    '80-',
    'a',
    '80 ',
    '1e3',
  ]
  for (const text of [...bad, ...worse]) {
    assert.throws(
      () => parsePublish(text),
      (error) => error instanceof CtnetError && error.exit === EXIT.usage && error.hint !== undefined,
      text,
    )
  }
})

test('as many ports as are written are published, each of them once', () => {
  const range = fc.tuple(fc.integer({ min: 1, max: 65000 }), fc.nat(30))
  fc.assert(
    fc.property(range, range, fc.constantFrom('tcp', 'udp', 'sctp'), ([own, length], [host], protocol) => {
      const specs = parsePublish(`${host}-${host + length}:${own}-${own + length}/${protocol}`)
      assert.deepEqual(
        specs.map((spec) => [spec.host?.[0], showPort(spec.port)]),
        Array.from({ length: length + 1 }, (_, at) => [host + at, `${own + at}/${protocol}`]),
      )
      for (const { port } of specs) assert.deepEqual(parsePort(showPort(port)), port)
    }),
  )
})

test('what is no port is named once', () => {
  assert.throws(() => parsePublish('0'), { message: /^\S+ is not a port$/ })
  assert.throws(() => parsePublish('0:80'), { message: /0:80.*: \S+ is not a port$/ })
})
