import assert from 'node:assert/strict'
import { execFileSync, spawnSync } from 'node:child_process'
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { after as afterAll, test } from 'node:test'
import fc from 'fast-check'
import { locate } from '../../../lib/host/failure.ts'
import { parseCidr } from '../../../lib/model/address.ts'
import { HOST } from '../../../lib/model/endpoint.ts'
import type { Facts } from '../../../lib/model/facts.ts'
import { journalScript, printedScript } from '../../../lib/plan/document.ts'
import type { Places, Plan } from '../../../lib/plan/plan.ts'
import { renderBody } from '../../../lib/plan/script.ts'
import { ip, type Step } from '../../../lib/plan/step.ts'
import { addAddress } from '../../../lib/plan/steps/address.ts'
import { addBridge, addVeth, deleteLink, linkUp, markLink, parkLink } from '../../../lib/plan/steps/link.ts'
import { addRoute } from '../../../lib/plan/steps/route.ts'
import { linkNamespace, unlinkNamespace } from '../../../lib/plan/steps/symlink.ts'
import { setSysctl } from '../../../lib/plan/steps/sysctl.ts'
import { createBridge } from '../../../lib/recipes/bridge-create.ts'

const TITLE = { argv: ['attach', 'web', 'br0'], version: '1.2.3' }
const INNER = { in: 'netns:web', name: 'eth0', mac: '02:00:00:00:00:02' }
const OUTER = { in: HOST, name: 'veth0', mac: '02:00:00:00:00:01', master: 'br0' }
const PLACES: Places = {
  'netns:web': { name: 'web', path: '/run/netns/web', locator: { kind: 'path', path: '/run/netns/web' } },
}
const planOf = (build: readonly Step[], finish: readonly Step[] = []): Plan => ({
  build,
  finish,
  result: {},
  notes: [],
})

const ATTACH = planOf([
  addVeth({ outer: OUTER, inner: INNER, mtu: 1500, why: 'Create a pair' }),
  markLink(OUTER, 'web eth0'),
  setSysctl(
    { in: INNER.in, path: 'net/ipv6/conf/eth0/disable_ipv6', value: '0', before: '1', on: INNER },
    'Switch IPv6 on',
  ),
  addAddress(INNER, parseCidr('fd00::9/64')),
  linkUp(INNER),
  addRoute(INNER, { family: 6, to: 'default', via: 'fd00::1' }),
])

test('consecutive ip lines in one place are one batch; anything else stands alone, and each says how far it will come', () => {
  const { text, chunks, open } = renderBody(ATTACH, PLACES)
  assert.deepEqual(
    chunks.map(({ lines }) => lines.map(({ step }) => step)),
    [[1, 2], [3], [4, 5, 6]],
  )
  assert.deepEqual(open, [{ fd: 3, place: 'netns:web' }])
  assert.deepEqual(
    [...text.matchAll(/^ {2}begin (\d+)$/gm)].map(([, step]) => Number(step)),
    [2, 3, 6],
  )
  assert.equal(text.match(/ip -batch -/g)?.length, 2)
})

test('settings that follow each other in one place are one shell, which names the one that fails', () => {
  const set = (path: string) => setSysctl({ in: HOST, path, value: '1 2', before: '' }, 'Set it')
  const nothing = '../../dev/null'
  const run = (steps: readonly Step[], explain: boolean) => {
    const body = renderBody(planOf(steps), PLACES, { explain })
    const outcome = spawnSync('sh', ['-ec', `begin() { :; }\n${body.text}\nmain`], { encoding: 'utf8' })
    return { body, ...outcome }
  }
  const failed = run([set(nothing), set('ctnet-none/x'), set(nothing)], false)
  assert.equal(failed.body.chunks.length, 1)
  assert.equal(failed.status, 1)
  assert.match(failed.stderr, /ctnet-none/)
  assert.deepEqual(locate(failed.body, [3], failed.stderr, true), { begun: 1, failed: 2 })
  const done = run([set(nothing), set(nothing)], true)
  assert.equal(done.status, 0, done.stderr)
  // What a line can't say stands alone.
  assert.equal(run([set(`${nothing}\n`), set(nothing)], false).body.chunks.length, 2)
})

test('what goes with a link that the plan made has no undo of its own', () => {
  const { text } = renderBody(ATTACH, PLACES)
  const undo = text.slice(text.indexOf('undo()'))
  assert.match(undo, /ip link delete dev veth0/)
  assert.doesNotMatch(undo, /address del|route del|disable_ipv6/)
})

test('the body that is printed is the body that is run, byte for byte', () => {
  for (const plan of [ATTACH, planOf([], [deleteLink(OUTER)])]) {
    const body = renderBody(plan, PLACES)
    assert.ok(printedScript(plan, PLACES, TITLE).includes(body.text.trimEnd()))
    assert.ok(journalScript(body).includes(body.text))
  }
})

test('--explain gives each step its reason, and changes nothing else', () => {
  const explained = printedScript(ATTACH, PLACES, TITLE, { explain: true })
  for (const { why } of ATTACH.build) assert.ok(explained.includes(`# ${why}`))
  const bare = explained
    .split('\n')
    .filter((line) => !ATTACH.build.some(({ why }) => line.trim() === `# ${why}`))
  assert.equal(bare.join('\n'), printedScript(ATTACH, PLACES, TITLE))
})

/** A host with nothing but a firewall, which has no rule. */
const NO_RULES: Facts = {
  spaces: { [HOST]: { links: [], routes: [], sysctls: {} } },
  firewall: {
    program: 'iptables',
    families: [4, 6],
    rules: [],
    chains: [],
    hooks: [],
    others: {},
  },
  named: [],
  away: [],
  claims: [],
  nonce: '0123456789',
}

test('the script says which packages it needs: for its steps, for their way back, and to find the namespaces', () => {
  const needs = (plan: Plan, places: Places = PLACES) =>
    / with (.*)\.$/m.exec(printedScript(plan, places, TITLE))?.[1]
  assert.equal(needs(planOf([])), 'sh')
  assert.equal(needs(ATTACH), 'sh, iproute2, util-linux')
  assert.equal(needs(createBridge(NO_RULES, { name: 'lan', addresses: 'auto' })), 'sh, iproute2, iptables')
  assert.equal(needs(planOf([linkNamespace('web', '/proc/7/ns/net')])), 'sh, coreutils')
  const inDocker: Places = {
    'netns:web': {
      ...PLACES['netns:web'],
      name: 'web',
      path: '',
      locator: { kind: 'command', argv: ['docker', 'inspect'] },
    },
  }
  assert.equal(needs(ATTACH, inDocker), 'sh, iproute2, util-linux, docker')
  const inLxc: Places = {
    'netns:web': {
      name: 'web',
      path: '',
      locator: { kind: 'process', argv: ['lxc-info', '-n', "o'web", '-pH'] },
    },
  }
  assert.equal(needs(ATTACH, inLxc), 'sh, iproute2, util-linux, lxc')
  const script = printedScript(ATTACH, inLxc, TITLE)
  assert.match(script, /ns="\/proc\/\$\(lxc-info -n 'o'\\''web' -pH\)\/ns\/net"/)
})

// A world in which nothing is real: each program notes its words and what it reads, and succeeds.

const directory = mkdtempSync(`${tmpdir()}/ctnet-script-`)
afterAll(() => rmSync(directory, { recursive: true }))
const log = `${directory}/log`
for (const program of [
  'ip',
  'nsenter',
  'iptables',
  'ip6tables',
  'iptables-restore',
  'ip6tables-restore',
  'ln',
  'rm',
  'mkdir',
  'readlink',
  'cat',
  'docker',
]) {
  const inside = { nsenter: 'shift; exec "$@"', docker: 'echo /dev/null' }[program] ?? ''
  // The log's own `cat` is the real one.
  writeFileSync(
    `${directory}/${program}`,
    `#!/bin/sh\n{ printf '%s\\0' ${program} "$@"; case "$*" in *-batch*) /bin/cat ;; esac; printf '\\001\\0'; } >>'${log}'\n${inside}\n`,
    { mode: 0o755 },
  )
}

/** Runs a script there; what each program was called with. */
function pretend(script: string): string[][] {
  writeFileSync(log, '')
  writeFileSync(`${directory}/script`, script)
  const { status, stderr } = spawnSync('/bin/sh', [`${directory}/script`], {
    cwd: directory,
    env: { PATH: directory },
    encoding: 'utf8',
    timeout: 10_000,
  })
  assert.equal(status, 0, stderr)
  return readFileSync(log, 'utf8')
    .split('\u0001\0')
    .filter((call) => call !== '')
    .map((call) => call.split('\0'))
}

test('a printed script ends as ctnet would where a step says no, with what was built taken back', () => {
  const saying = (status: number): Step => ({
    in: HOST,
    run: [{ kind: 'exec', argv: ['/bin/sh', '-c', `echo it is taken >&2; exit ${status}`] }],
    effect: (facts) => facts,
    why: 'Ask',
    refusal: { status: 44, failure: 'conflict', code: 'taken', hint: 'another' },
  })
  const run = (...steps: readonly Step[]) => {
    writeFileSync(`${directory}/script`, printedScript(planOf(steps), PLACES, TITLE))
    return spawnSync('/bin/sh', [`${directory}/script`], { env: { PATH: directory }, encoding: 'utf8' })
  }
  const link = linkNamespace('web', '/proc/7/ns/net')
  const refused = run(link, saying(44))
  assert.equal(refused.status, 4)
  assert.equal(refused.stderr, 'it is taken\nrefused at step 2 of 2; everything was taken back\n')
  const failed = run(link, saying(1))
  assert.equal(failed.status, 1)
  assert.match(failed.stderr, /step 2 of 2 failed; everything was taken back/)
  const { refusal: _, ...other } = saying(44)
  assert.equal(run(saying(0), other).status, 1)
})

/** What a shell would make something of, if it were let; each would leave a file behind. */
const hostile = fc.oneof(
  fc.constantFrom(
    '$(>X)',
    '`>X`',
    ';>X;',
    "';>X;'",
    '";>X;"',
    '|>X',
    '&>X&',
    '#x',
    '-x',
    '\\',
    '\nEND\n>X\n',
    '\n>X',
    "'",
    '"',
    '$IFS',
    '*',
  ),
  fc.string({ unit: fc.constantFrom(...'$(){}`\'"\\;&|>X#- \n'), minLength: 1, maxLength: 15 }),
)

test('no word ever becomes text of the shell: names of links, namespaces, files; what is typed; what explains', () => {
  fc.assert(
    fc.property(hostile, hostile, hostile, fc.boolean(), (link, name, typed, explain) => {
      const place = `netns:${name}`
      const places: Places = {
        [place]: { name, path: '/run/netns/web', locator: { kind: 'command', argv: ['docker', name] } },
      }
      const inner = { in: place, name: link, mac: '02:00:00:00:00:02' }
      const plan = planOf(
        [
          addVeth({ outer: { ...OUTER, name: link }, inner, mtu: 1500, why: 'Create a pair' }),
          markLink({ in: HOST, name: link }, name),
          { in: place, run: [ip('link', 'show', 'dev', link)], effect: (facts) => facts, why: typed },
          linkNamespace('web', name),
        ],
        [deleteLink(inner), unlinkNamespace({ name: 'web', target: name, dangling: false }, name)],
      )
      const script = printedScript(plan, places, { argv: [typed, name], version: '1' }, { explain })
      rmSync(`${directory}/X`, { force: true })
      const calls = pretend(script)
      assert.ok(!readdirSync(directory).some((file) => file.startsWith('X')), 'a word was run')
      const words = calls.flat()
      assert.ok(
        words.some((word) => word === link || word.includes(`dev ${link}`) || word.includes(`dev "${link}"`)),
      )
      assert.ok(calls.some(([program, ...argv]) => program === 'ln' && argv.includes(name)))
    }),
    { numRuns: 150, includeErrorInReport: true },
  )
})

test('every script is one that sh and dash accept', () => {
  const facts = NO_RULES
  const link = {
    name: 'eth0',
    kind: 'veth',
    mac: OUTER.mac,
    mtu: 1500,
    up: true,
    addresses: [parseCidr('fd00::9/64')],
  }
  const plans = [
    ATTACH,
    planOf([], []),
    planOf([], [deleteLink(OUTER)]),
    planOf(parkLink({ ...INNER, mac: OUTER.mac }, 'ctnetold1', { link, routes: [] }), [deleteLink(OUTER)]),
    planOf([
      addBridge({ name: 'br0', mac: OUTER.mac, mtu: 1500, stp: true }),
      linkNamespace("it's", '/proc/7/ns/net'),
    ]),
    createBridge(facts, { name: 'lan', addresses: 'auto' }),
  ]
  for (const plan of plans) {
    for (const script of [
      printedScript(plan, PLACES, TITLE, { explain: true }),
      journalScript(renderBody(plan, PLACES)),
    ]) {
      for (const shell of ['sh', 'dash']) execFileSync(shell, ['-n'], { input: script })
    }
  }
})
