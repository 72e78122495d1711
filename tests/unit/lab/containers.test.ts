import assert from 'node:assert/strict'
import { test } from 'node:test'
import { down } from '../../../lib/lab/down.ts'
import { lay } from '../../../lib/lab/lay.ts'
import { up } from '../../../lib/lab/up.ts'
import { withoutSpace } from '../../../lib/model/effects.ts'
import { HOST } from '../../../lib/model/endpoint.ts'
import type { Facts } from '../../../lib/model/facts.ts'
import type { Lab } from '../../../lib/model/lab.ts'
import { settled } from '../../../lib/model/settled.ts'
import { after, type Plan, stepsOf, withMade } from '../../../lib/plan/plan.ts'
import { renderBody } from '../../../lib/plan/script.ts'
import { assertSettles, assertUndone } from '../laws.ts'
import { loopback } from './loopback.ts'

const there = { links: [loopback], routes: [], sysctls: { 'net/ipv6/conf/default/disable_ipv6': '1' } }
const FACTS: Facts = {
  spaces: {
    [HOST]: { ...there, sysctls: { 'net/ipv6/conf/default/disable_ipv6': '0' } },
    'docker:db': there,
  },
  named: [],
  away: [],
  claims: [],
  files: {},
  inodes: { [HOST]: 7 },
  nodes: { 'x/data=db': { place: 'docker:db' } },
  nonce: '0123456789',
}
const LAB: Lab = {
  name: 'x',
  nodes: {
    web: { image: 'base', command: ['sleep', '9'], env: { A: 'b c' }, binds: ['/srv:/srv:ro'] },
    data: { container: 'db' },
    r: { services: ['one', 'two'], exec: ['true'] },
  },
  links: [{ ends: [{ node: 'web' }, { node: 'r' }] }, { ends: [{ node: 'r' }, { node: 'data' }] }],
}

const planUp = (facts: Facts, lab = LAB) => up(facts, { lab: lay(lab), from: ['x'] })
const scriptOf = (plan: Plan): string => {
  const locator = { kind: 'command', argv: ['docker', 'inspect', 'db'] } as const
  const path = { kind: 'path', path: '/var/run/netns/x.r' } as const
  const known = {
    'docker:db': { name: 'db', path: '', locator },
    'netns:x.r': { name: 'x.r', path: path.path, locator: path },
    'docker:x.web': { name: 'x.web', path: '', locator: { kind: 'command', argv: ['find', 'web'] } as const },
  }
  return renderBody(plan, withMade(known, plan)).text
}

test('a container is made before its cables, one that is there is opened, and both are let go of again', () => {
  const plan = planUp(FACTS)
  assertUndone(FACTS, plan)
  assertSettles(FACTS, plan, (facts) => planUp(facts))
  const text = scriptOf(plan)
  const made = text.indexOf('docker create --name x.web --hostname web --net=none --label ctnet.lab=x')
  assert.ok(made > 0 && made < text.indexOf('link add name eth0'))
  assert.match(text, /--env 'A=b c' --volume \/srv:\/srv:ro base sleep 9 >\/dev\/null$/m)
  assert.match(text, /link add name eth1 netns \/proc\/self\/fd\/3 /)
  const done = after(FACTS, stepsOf(plan))
  assert.deepEqual(settled(after(done, stepsOf(down(done, ['x'])))), settled(FACTS))
  const removal = scriptOf(down(done, ['x']))
  assert.match(removal, /if ! \{ said=\$\(docker ps -aq --filter label=ctnet\.lab=x .*; then\n {4}docker rm /)
  assert.doesNotMatch(removal, /docker rm .* db /m)
})

test('what a restarted container has lost is put back, one that has stopped is started, one of another is left alone', () => {
  const done = after(FACTS, stepsOf(planUp(FACTS)))
  const restarted: Facts = withoutSpace(done, 'docker:x.web')
  const again = { ...restarted, spaces: { ...restarted.spaces, 'docker:x.web': there } }
  assert.deepEqual(
    planUp(again)
      .result.differences.filter(({ is }) => is === 'missing')
      .map(({ of }) => of),
    ['r:eth0 web:eth0'],
  )
  const stopped = {
    ...restarted,
    nodes: { ...FACTS.nodes, 'x/web': { place: 'docker:x.web', stopped: true } },
  }
  assert.match(scriptOf(planUp(stopped)), /^ {4}docker start x\.web >\/dev\/null$/m)
  const foreign = { ...FACTS, nodes: { ...FACTS.nodes, 'x/web': { place: 'docker:x.web', foreign: true } } }
  assert.throws(() => planUp(foreign), { exit: 4 })
})

test('a container that is to be another is replaced: the new one is made first, the old one removed last', () => {
  const done = after(FACTS, stepsOf(planUp(FACTS)))
  const running = { ...done, nodes: { ...FACTS.nodes, 'x/web': { place: 'docker:x.web', pid: 42 } } }
  const other = { ...LAB, nodes: { ...LAB.nodes, web: { ...LAB.nodes.web, image: 'other' } } }
  const plan = planUp(running, other)
  assertUndone(running, plan)
  assertSettles(running, plan, (facts) => planUp(facts, other))
  assert.deepEqual(plan.notes, ['the container of web is replaced'])
  assert.deepEqual(plan.result.differences[0], {
    of: 'web',
    is: 'differs',
    how: 'has another image now, and its container is replaced',
  })
  const text = scriptOf(plan)
  const order = ['rename x.web x.web.old', 'create --name x.web ', 'stop x.web.old', 'start x.web']
  const places = order.map((words) => text.indexOf(`docker ${words}`))
  assert.deepEqual(
    places,
    places.toSorted((a, b) => a - b),
  )
  assert.ok(places.every((place) => place > 0))
  const back = text.slice(text.indexOf('undo()'))
  assert.match(back, /docker restart --time 0 x\.web\.old/)
  assert.match(back, /inspect .* x\.web 42 .*then\n {4}ip link add name eth0 netns /)
  assert.match(text.slice(0, text.indexOf('undo()')), /docker rm --force --volumes x\.web\.old >/)
  const stopped = {
    ...withoutSpace(done, 'docker:x.web'),
    nodes: { ...FACTS.nodes, 'x/web': { place: 'docker:x.web', stopped: true } },
  }
  assert.doesNotMatch(scriptOf(planUp(stopped, other)), /docker (stop|restart)/)
})

test('a container that is no longer a node has nothing left of the lab, and is told the names while it is one', () => {
  const still = { 'net/ipv4/ip_forward': '0', 'net/ipv6/conf/all/forwarding': '0' }
  const quiet = { ...there, sysctls: { ...there.sysctls, ...still } }
  const hosts = { db: '/data/db/hosts', db2: '/data/db2/hosts' }
  const facts: Facts = {
    ...FACTS,
    spaces: {
      ...FACTS.spaces,
      'docker:db': quiet,
      'docker:db2': quiet,
    },
    files: { [hosts.db]: '127.0.0.1 localhost\n', [hosts.db2]: '' },
    nodes: {
      'x/data=db': { place: 'docker:db', hosts: hosts.db },
      'x/data=db2': { place: 'docker:db2', hosts: hosts.db2 },
    },
  }
  const lab = (container: string): Lab => ({
    ...LAB,
    nodes: { ...LAB.nodes, data: { container, forward: true, addresses: ['10.255.0.1/32'] } },
  })
  const first = planUp(facts, lab('db'))
  assertUndone(facts, first)
  const done = after(facts, stepsOf(first))
  assert.match(done.files?.[hosts.db] ?? '', /^127.0.0.1 localhost\n.*\tr\t# ctnet lab x$/ms)
  const second = planUp(done, lab('db2'))
  assertUndone(done, second)
  assertSettles(done, second, (known) => planUp(known, lab('db2')))
  const { spaces, files } = after(done, stepsOf(second))
  const { 'docker:db': left } = settled({ ...facts, spaces }).spaces
  assert.deepEqual(left, settled(facts).spaces['docker:db'])
  assert.equal(files?.[hosts.db], '127.0.0.1 localhost\n')
  assert.match(files?.[hosts.db2] ?? '', /ctnet lab x$/m)
})

test('services are started once, ended when they change, and their node is asked nothing else', () => {
  const done = after(FACTS, stepsOf(planUp(FACTS)))
  const other = { ...LAB, nodes: { ...LAB.nodes, r: { services: ['one'], exec: ['false'] } } }
  const plan = planUp(done, other)
  const text = scriptOf(plan)
  assert.equal(text.slice(0, text.indexOf('undo()')).match(/setsid sh -c/g)?.length, 1)
  assert.doesNotMatch(text, /sh -c false/)
})
