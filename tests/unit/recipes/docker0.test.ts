import assert from 'node:assert/strict'
import { test } from 'node:test'
import { parseCidr } from '../../../lib/model/address.ts'
import type { DaemonSettings } from '../../../lib/model/daemon-settings.ts'
import { withFile } from '../../../lib/model/effects.ts'
import { HOST } from '../../../lib/model/endpoint.ts'
import type { Facts, Link } from '../../../lib/model/facts.ts'
import { after, type Plan, stepsOf } from '../../../lib/plan/plan.ts'
import { undoOf } from '../../../lib/plan/undo.ts'
import { adoptBridge, restoreBridge } from '../../../lib/recipes/bridge-adopt.ts'
import type { DockerSeen } from '../../../lib/recipes/docker-restart.ts'
import { customizeDocker0, resetDocker0 } from '../../../lib/recipes/docker0.ts'
import { assertSettles, assertUndone } from '../laws.ts'

const RESTART = { seconds: 5 }

const FILE = '/etc/docker/daemon.json'

const bridge = (name: string, address: string): Link => ({
  name,
  kind: 'bridge',
  mac: `02:42:00:00:00:${name.length.toString().padStart(2, '0')}`,
  mtu: 1500,
  up: true,
  addresses: [parseCidr(address)],
})

const host = (text: string | undefined, links = [bridge('docker0', '172.17.0.1/16')]): Facts => ({
  spaces: { [HOST]: { links, routes: [], sysctls: {} } },
  named: [],
  claims: [],
  files: text === undefined ? {} : { [FILE]: text },
  nonce: '0011223344',
})

const DOWN: DockerSeen = { file: FILE, alone: false, containers: [] }

const running = (...flags: readonly string[]): DockerSeen => ({
  ...DOWN,
  dockerd: {
    pid: 7,
    start: '700',
    program: '/usr/bin/dockerd',
    argv: ['dockerd', ...flags],
    stale: false,
    log: '',
  },
  network: { bridge: 'docker0', containers: [] },
  how: { typed: 'service docker restart', run: 'service docker restart' },
})

const set = (facts: Facts, settings: DaemonSettings, seen = DOWN): Plan =>
  customizeDocker0(facts, seen, { settings, force: false })

const reset = (facts: Facts, seen = DOWN): Plan => resetDocker0(facts, seen, {})

const done = (facts: Facts, plan: Plan): Facts => after(facts, stepsOf(plan))

const textOf = ({ files }: Facts): string | undefined => files?.[FILE]

const TEXTS = [undefined, '', '{}', '{ "debug": true, "mtu": 1300 }', '{\n\t"bip": "10.9.0.1/24"\n}\n']

for (const text of TEXTS) {
  test(`set, set again, and put back: ${JSON.stringify(text)}`, () => {
    const before = host(text)
    const plan = set(before, { bip: '192.168.9.1/24', mtu: 1400, dns: ['192.0.2.53'] })
    assertUndone(before, plan)
    assertSettles(before, plan, (facts) => set(facts, { bip: '192.168.9.1/24', mtu: 1400 }))
    const first = done(before, plan)
    const second = done(first, set(first, { mtu: 1200, icc: false }))
    assert.match(textOf(second) ?? '', /"mtu": ?1200/)
    assertUndone(second, reset(second))
    assert.deepEqual(done(second, reset(second)).files, before.files)
  })
}

test('what others changed since stays, and what they wrote is kept besides', () => {
  const first = done(host('{ "debug": true }'), set(host('{ "debug": true }'), { mtu: 1400, icc: false }))
  const theirs = withFile(first, FILE, '{ "debug": false, "mtu": 1300, "icc": false }')
  const plan = reset(theirs)
  const back = done(theirs, plan)
  assert.deepEqual(JSON.parse(textOf(back) ?? ''), { debug: false, mtu: 1300 })
  assert.match(plan.notes[0] ?? '', /somebody else has changed mtu/)
  // Also where ctnet changed it again in between.
  const between = done(theirs, set(theirs, { ip: '192.0.2.1' }))
  assert.deepEqual(JSON.parse(textOf(done(between, reset(between))) ?? ''), { debug: false, mtu: 1300 })
})

test('a bridge adopted over a bip: both are put back, in either order', () => {
  const before = host('{ "fixed-cidr": "172.17.128.0/24" }', [
    bridge('docker0', '172.17.0.1/16'),
    bridge('bridge0', '192.168.5.1/24'),
  ])
  const customized = done(before, set(before, { bip: '172.17.128.1/16' }))
  const adopt = adoptBridge(customized, DOWN, { bridge: 'bridge0', force: false })
  assertUndone(customized, adopt)
  const adopted = done(customized, adopt)
  assert.deepEqual(JSON.parse(textOf(adopted) ?? ''), { bridge: 'bridge0' })
  const restored = done(adopted, restoreBridge(adopted, DOWN, {}))
  assert.deepEqual(JSON.parse(textOf(restored) ?? ''), JSON.parse(textOf(customized) ?? ''))
  assert.deepEqual(done(restored, reset(restored)).files, before.files)
  const other = done(adopted, reset(adopted))
  assert.deepEqual(JSON.parse(textOf(other) ?? ''), { bridge: 'bridge0' })
  assert.deepEqual(done(other, restoreBridge(other, DOWN, {})).files, before.files)
})

test('where somebody else has taken all of it out again, nothing is restarted, and nothing kept', () => {
  const first = done(host('{}'), set(host('{}'), { mtu: 1400 }))
  const theirs = withFile(first, FILE, '{ }')
  const plan = resetDocker0(theirs, running(), { restart: RESTART })
  assert.equal(plan.result.restarted, false)
  assert.deepEqual(done(theirs, plan).files, { [FILE]: '{ }' })
})

const exits = (exit: number, message: RegExp, recipe: () => unknown) =>
  assert.throws(recipe, (error: { exit: number; message: string; hint?: string }) => {
    assert.equal(error.exit, exit)
    assert.match(error.message, message)
    assert.ok(error.hint)
    return true
  })

test('what Docker would not start with is refused', () => {
  const plain = host('{}')
  exits(4, /dockerd was started with --mtu 1400/, () => set(plain, { mtu: 1300 }, running('--mtu=1400')))
  exits(4, /bridge lan .*command line/, () => set(plain, { bip: '10.9.0.1/24' }, running('-b', 'lan')))
  exits(4, /bridge lan .*in \/etc/, () => set(host('{"bridge":"lan"}'), { bip: '10.9.0.1/24' }))
  exits(4, /not within 172\.17\.0\.0\/16/, () => set(plain, { 'fixed-cidr': '10.9.0.0/25' }))
  exits(2, /not within/, () => set(plain, { bip: '10.8.0.1/24', 'fixed-cidr': '10.9.0.0/25' }))
  exits(4, /not within/, () => set(host('{"fixed-cidr":"172.17.1.0/24"}'), { bip: '10.8.0.1/24' }))
  exits(2, /^\/etc\/docker\/daemon\.json:1:2: /, () => set(host('{'), { mtu: 1400 }))
  const lan = host('{}', [bridge('docker0', '172.17.0.1/16'), bridge('lan', '10.9.0.1/24')])
  exits(4, /lan is there already/, () => set(lan, { bip: '10.9.0.7/16' }))
})

test('a restart wants a daemon, a way to restart it, and no containers that it would keep alive', () => {
  const ask = (seen: DockerSeen) => () =>
    customizeDocker0(host('{}'), seen, { settings: { mtu: 1400 }, restart: RESTART, force: false })
  const web = [{ name: 'web', place: 'docker:web' }]
  exits(6, /no dockerd runs/, ask(DOWN))
  exits(6, /not known how/, ask({ ...running(), how: undefined }))
  exits(4, /live-restore .*: web/, ask({ ...running('--live-restore'), containers: web }))
})

test('the way back restarts Docker last, when its file is as it was; docker0 on the address that it had', () => {
  const facts = host('{}')
  const intent = { settings: { bip: '192.168.9.1/24' }, restart: RESTART, force: false }
  const { build } = customizeDocker0(facts, running(), intent)
  const undos = undoOf(build).map(({ step }) => step)
  const written = undos.map(({ run: [command] }) =>
    command?.kind !== 'exec'
      ? ''
      : command.argv.includes(FILE)
        ? (command.input ?? command.argv.at(-1))
        : 'restart',
  )
  const [first, second, ...rest] = written.filter(
    (text) => text === 'restart' || String(text).startsWith('{'),
  )
  assert.deepEqual(JSON.parse(String(first)), { bip: '172.17.0.1/16' })
  assert.equal(second, 'restart')
  assert.equal(String(rest[0]).trim(), '{}')
  assert.equal(written.at(-1), 'restart')
})

test('adopting takes a bridge with an address, that is not docker0, while nobody uses docker0', () => {
  const two = [bridge('docker0', '172.17.0.1/16'), bridge('bridge0', '192.168.5.1/24')]
  const adopt = (name: string, seen = running(), links = two) =>
    adoptBridge(host('{}', links), seen, { bridge: name, restart: RESTART, force: false })
  exits(3, /no bridge lan/, () => adopt('lan'))
  exits(4, /docker0 is the bridge/, () => adopt('docker0'))
  exits(4, /no IPv4 address/, () =>
    adopt('bridge0', running(), [{ ...bridge('bridge0', '10.9.0.1/24'), addresses: [] }]),
  )
  exits(4, /--bip/, () => adopt('bridge0', running('--bip=10.9.0.1/24')))
  const used = { ...running(), network: { bridge: 'docker0', containers: ['web', 'db'] } }
  exits(4, /in use, by web and db/, () => adopt('bridge0', used))
  assert.deepEqual(
    adopt('bridge0').finish.map(({ run }) => run),
    [[{ kind: 'ip', args: ['link', 'delete', 'dev', 'docker0'] }]],
  )
  const taken = { ...running(), network: { bridge: 'bridge0', containers: ['web'] } }
  const again = adoptBridge(host('{"bridge":"bridge0"}', two), taken, { bridge: 'bridge0', force: false })
  assert.deepEqual([again.build.length, again.finish.length], [0, 1], 'docker0 goes once Docker has left it')
  assert.deepEqual(adoptBridge(host('{}', two), running(), { bridge: 'bridge0', force: false }).finish, [])
})
