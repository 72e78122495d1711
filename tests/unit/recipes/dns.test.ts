import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import type { Endpoint } from '../../../lib/model/endpoint.ts'
import type { Facts } from '../../../lib/model/facts.ts'
import { withEntry } from '../../../lib/model/hosts-file.ts'
import { nameFilesOf } from '../../../lib/model/name-files.ts'
import { after, stepsOf } from '../../../lib/plan/plan.ts'
import { changeDns, resetDns, showDns } from '../../../lib/recipes/dns.ts'
import { forgottenNames } from '../../../lib/recipes/dns-clean.ts'
import { assertSettles, assertUndone, planOrRefusal } from '../laws.ts'
import { world } from '../worlds.ts'

const ID = 'e1c90a6c2d64'.repeat(6).slice(0, 64)
const at = (file: string) => `/var/lib/docker/containers/${ID}/${file}`
const endpoint = (runtime: string, hosts = at('hosts')): Endpoint => ({
  runtime,
  name: runtime === 'netns' ? 'db' : 'web',
  path: '/proc/7/ns/net',
  locator: { kind: 'path', path: '/proc/7/ns/net' },
  id: ID,
  pid: 7,
  sharedWith: [],
  files: { '/etc/hosts': hosts, '/etc/resolv.conf': at('resolv.conf') },
  hostnameFile: at('hostname'),
})
const subjects = [
  { place: 'docker:web', files: nameFilesOf(endpoint('docker')) },
  { place: 'netns:db', files: nameFilesOf(endpoint('netns')) },
] as const
const [web, db] = subjects

const hosts = fc.constantFrom(
  '',
  '127.0.0.1\tlocalhost\n172.17.0.2\te1c90a6c2d64\n10.1.1.1 old',
  withEntry('127.0.0.1 localhost\n', { ip: '10.1.1.2', names: ['db'], owner: 'link docker:db' }),
)
const resolver = fc.constantFrom(
  '',
  'nameserver 127.0.0.11\nsearch example.com\noptions ndots:0\n',
  'domain a.example',
)

/** A world in which a container and a bare namespace have names; the latter may have no files yet. */
const named: fc.Arbitrary<Facts> = fc
  .tuple(world, hosts, resolver, fc.option(hosts), fc.option(resolver))
  .map(([facts, inside, told, own, ownTold]) => ({
    ...facts,
    files: {
      '/etc/hosts': '127.0.0.1 localhost\n127.0.1.1 vm\n10.7.7.7 nas\n',
      '/etc/resolv.conf': 'nameserver 127.0.0.53\nnameserver 10.0.0.53\nsearch lan\n',
      [web.files.hosts]: inside,
      [web.files.resolver]: told,
      [at('hostname')]: 'e1c90a6c2d64\n',
      ...(own !== null && { [db.files.hosts]: own }),
      ...(ownTold !== null && { [db.files.resolver]: ownTold }),
    },
    hostnames: { 'docker:web': { name: 'e1c90a6c2d64', pid: 7, namespace: 'uts:[7]', shared: false } },
  }))
const asked = fc.record({
  hostname: fc.constantFrom(undefined, undefined, 'www', 'www.example.com', 'old', 'e1c90a6c2d64'),
  servers: fc.constantFrom(undefined, ['10.0.0.53'], ['10.1.1.1', 'fd00::1']),
  search: fc.constantFrom(undefined, ['.'], ['lan', 'example.com']),
  hosts: fc.subarray([
    { name: 'db', ip: '10.1.1.2' },
    { name: 'old', ip: '10.1.1.9' },
    { name: 'nas', ip: '10.1.1.3' },
    { name: 'db', ip: 'fd00::2' },
  ]),
})
const cases = fc.tuple(named, fc.constantFrom(...subjects), fc.array(asked, { minLength: 1, maxLength: 3 }))

test('what dns changes is taken back to what it was; asked again, there is nothing to do', () => {
  fc.assert(
    fc.property(cases, ([facts, subject, [one]]) => {
      const intent = { hosts: [], ...one, ...subject }
      const plan = planOrRefusal(() => changeDns(facts, intent))
      if (plan === undefined) return
      assertUndone(facts, plan)
      assertSettles(facts, plan, (known) => changeDns(known, intent))
      const { servers, search, hostname } = plan.result
      if (intent.servers !== undefined) assert.deepEqual(servers, intent.servers)
      if (intent.search !== undefined) assert.deepEqual(search, intent.search)
      if (intent.hostname !== undefined) assert.equal(hostname, intent.hostname)
      for (const { name, ip } of intent.hosts)
        assert.ok(plan.result.hosts.some((host) => host.name === name && host.ip === ip))
      assert.deepEqual(showDns(after(facts, stepsOf(plan)), subject), plan.result)
    }),
  )
})

test('however often it was asked, --reset gives all of it back, and so does clean for a namespace that is gone', () => {
  fc.assert(
    fc.property(cases, ([facts, subject, intents]) => {
      const changed = intents.reduce((known, one) => {
        const plan = planOrRefusal(() => changeDns(known, { ...one, ...subject }))
        return plan === undefined ? known : after(known, stepsOf(plan))
      }, facts)
      const plan = resetDns(changed, subject)
      assertUndone(changed, plan)
      const back = after(changed, stepsOf(plan))
      assert.deepEqual([back.files, back.hostnames], [facts.files, facts.hostnames])
      assert.deepEqual(stepsOf(resetDns(back, subject)), [])
      const foreign = Object.values(facts.files ?? {}).some((text) => text.includes('ctnet link'))
      if (subject !== db || foreign) return
      const { steps } = forgottenNames({ ...changed, named: [] })
      assert.deepEqual(after(changed, steps).files, facts.files)
      assert.deepEqual(forgottenNames({ ...changed, named: [{ name: 'db', dangling: false }] }).steps, [])
    }),
  )
})

test('a file that is none of an engine is not written to, nor one that is not text', () => {
  const refused = (recipe: () => unknown) =>
    assert.throws(recipe, (error) => error instanceof Error && 'exit' in error && error.exit === 4)
  const theirs = { place: 'docker:web', files: nameFilesOf(endpoint('docker', '/etc/hosts')) }
  const known = { ...fc.sample(named, 1)[0], files: { '/etc/hosts': '127.0.0.1 localhost\n' } } as Facts
  refused(() => changeDns(known, { ...theirs, hosts: [{ name: 'db', ip: '10.1.1.1' }] }))
  assert.deepEqual(stepsOf(resetDns(known, theirs)), [])
  for (const runtime of ['lxc', 'nspawn', 'pid', 'host']) refused(() => nameFilesOf(endpoint(runtime)))
  const facts = { ...fc.sample(named, 1)[0], files: { [web.files.hosts]: '\uFFFD' } } as Facts
  refused(() => changeDns(facts, { ...web, hosts: [{ name: 'db', ip: '10.1.1.1' }] }))
})

test('a hostname that somebody has changed since stays as it is', () => {
  const [facts] = fc.sample(named, 1)
  assert.ok(facts)
  const plan = changeDns(
    { ...facts, files: { ...facts.files, [web.files.hosts]: '' } },
    { ...web, hostname: 'www', hosts: [] },
  )
  const done = after(facts, stepsOf(plan))
  const uts = { name: 'theirs', pid: 7, namespace: 'uts:[7]', shared: false }
  const reset = resetDns({ ...done, hostnames: { 'docker:web': uts } }, web)
  assert.equal(reset.result.hostname, 'theirs')
  assert.match(reset.notes.join(), /isn't what ctnet called it/)
  // After a restart that keeps the files.
  const again = resetDns({ ...done, hostnames: { 'docker:web': { ...uts, name: 'e1c90a6c2d64' } } }, web)
  assert.deepEqual([again.notes, again.build.length], [[], 2])
})

test("a name of the host's is another's in a bare namespace, if so asked; where a line stands doesn't matter", () => {
  const [first] = fc.sample(named, 1)
  assert.ok(first)
  const facts = { ...first, files: { '/etc/hosts': '10.7.7.7 nas\n', [web.files.hosts]: '10.1.1.1 old\n' } }
  const { result } = changeDns(facts, { ...db, hosts: [{ name: 'nas', ip: '10.1.1.3' }] })
  assert.deepEqual(result.hosts, [{ name: 'nas', ip: '10.1.1.3', owner: 'dns' }])
  const www = { ...web, hostname: 'www', hosts: [] }
  const called = after(facts, stepsOf(changeDns(facts, www)))
  const both = after(called, stepsOf(changeDns(called, { ...web, hosts: [{ name: 'db', ip: '10.1.1.2' }] })))
  assert.deepEqual(stepsOf(changeDns(both, www)), [])
  assert.throws(
    () => changeDns(facts, { ...web, hosts: [{ name: 'old', ip: '10.1.1.2' }] }),
    /old can't be 10.1.1.2/,
  )
})

test('where podman gives no resolv.conf, the hosts file can be had all the same', () => {
  const none = { ...web, files: { ...web.files, resolver: '' } }
  const facts = { ...fc.sample(named, 1)[0], files: { [web.files.hosts]: '' } } as Facts
  assert.equal(stepsOf(changeDns(facts, { ...none, hosts: [{ name: 'db', ip: '10.1.1.1' }] })).length, 1)
  assert.throws(
    () => changeDns(facts, { ...none, hosts: [], servers: ['10.1.1.1'] }),
    (error) => error instanceof Error && 'exit' in error && error.exit === 6,
  )
  assert.deepEqual(stepsOf(resetDns(facts, none)), [])
})
