import assert from 'node:assert/strict'
import { test } from 'node:test'
import { parseBip, parseFixedCidr, parseMtuOrAuto } from '../../../lib/model/daemon-settings.ts'
import { configFileOf, flagOf } from '../../../lib/model/dockerd.ts'

const argv = (...words: readonly string[]) => ['/usr/bin/dockerd', ...words]

test("dockerd's flags are read in each of their forms", () => {
  assert.deepEqual(flagOf(argv('--bip', '10.9.0.1/24'), 'bip'), ['10.9.0.1/24'])
  assert.deepEqual(flagOf(argv('--bip=10.9.0.1/24'), 'bip'), ['10.9.0.1/24'])
  assert.deepEqual(flagOf(argv('--icc', '--dns', '192.0.2.1', '--dns=192.0.2.2'), 'icc'), ['true'])
  assert.deepEqual(flagOf(argv('--icc=false'), 'icc'), ['false'])
  assert.deepEqual(flagOf(argv('--dns', '192.0.2.1', '--dns=192.0.2.2'), 'dns'), ['192.0.2.1', '192.0.2.2'])
  for (const words of [['-b', 'br0'], ['-bbr0'], ['-b=br0'], ['--bridge=br0'], ['--bridge', 'br0']])
    assert.deepEqual(flagOf(argv(...words), 'bridge'), ['br0'])
  assert.deepEqual(flagOf(argv('--ip-forward=false', '--dns-search', 'a.example'), 'ip'), [])
})

test('the configuration file is what the daemon was told, else the usual one', () => {
  assert.equal(configFileOf(argv('--config-file=/srv/daemon.json')), '/srv/daemon.json')
  assert.equal(configFileOf(argv()), '/etc/docker/daemon.json')
})

const REFUSED: readonly (readonly [(text: string) => unknown, string])[] = [
  [parseBip, '192.168.9.0/24'],
  [parseBip, '192.168.9.255/24'],
  [parseBip, '192.168.9.1'],
  [parseBip, '192.168.9.1/31'],
  [parseBip, 'fd00::1/64'],
  [parseFixedCidr, '192.168.9.1/24'],
  [parseMtuOrAuto, '67'],
]

for (const [parse, text] of REFUSED)
  test(`${parse.name} refuses ${text}`, () => assert.throws(() => parse(text), { exit: 2 }))

test('values that Docker takes', () => {
  assert.equal(parseBip('192.168.9.1/24'), '192.168.9.1/24')
  assert.equal(parseFixedCidr('192.168.9.128/25'), '192.168.9.128/25')
  assert.equal(parseMtuOrAuto('auto'), 'auto')
})
