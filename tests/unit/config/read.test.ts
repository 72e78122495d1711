import assert from 'node:assert/strict'
import { test } from 'node:test'
import { EMPTY } from '../../../lib/config/config.ts'
import { readSources } from '../../../lib/config/read.ts'
import { showCidr } from '../../../lib/model/address.ts'
import { folderWith, loadFrom, refusalOf } from './folder.ts'

test('what is written is what is meant', async (t) => {
  const folder = folderWith(t, {
    '.ctnetrc.yaml': `
$schema: ./ctnet.schema.json
bridges:
  lan: { address: [172.17.42.1/16, FD00::1/64], mtu: '1400', stp: true }
  one: { address: 10.9.0.1/24, mtu: 9000 }
  bare: { address: none }
  any:
ptp: { pool: 10.2.0.0/16 }
defaults:
  attach: { mtu: 1400, route: 10.0.0.0/8, if: 63e10, create: true }
  bridge create: { whatever: is looked at when it is called }
`,
  })
  const { bridges, ptp, defaults } = await loadFrom(folder)
  assert.deepEqual(
    { ...bridges },
    {
      lan: {
        addresses: [
          { family: 4, ip: '172.17.42.1', prefix: 16 },
          { family: 6, ip: 'fd00::1', prefix: 64 },
        ],
        mtu: 1400,
        stp: true,
      },
      one: { addresses: [{ family: 4, ip: '10.9.0.1', prefix: 24 }], mtu: 9000, stp: undefined },
      bare: { addresses: [], mtu: undefined, stp: undefined },
      any: { addresses: 'auto', mtu: undefined, stp: undefined },
    },
  )
  assert.equal(showCidr(ptp.pool), '10.2.0.0/16')
  assert.deepEqual(defaults, {
    attach: { mtu: '1400', route: ['10.0.0.0/8'], if: '63e10', create: true },
  })
})

test('a file with empty sections says nothing', async (t) => {
  const folder = folderWith(t, { '.ctnetrc.yaml': 'bridges:\nptp:\ndefaults: { attach: }\n' })
  assert.deepEqual(await loadFrom(folder), EMPTY)
})

test('what restarts Docker is read from the system only, for root runs it', async (t) => {
  const text = 'docker:\n  restart: rc-service docker restart\n'
  const folder = folderWith(t, { '.ctnetrc.yaml': text })
  assert.match((await refusalOf(folder))[0] ?? '', /^\.ctnetrc\.yaml:2:3: .*; write it into \/etc\/ctnet/)
  const system = { file: '/etc/ctnet/config.yaml', text, inside: undefined, system: true } as const
  assert.deepEqual(readSources([system], {}), {
    docker: { restart: 'rc-service docker restart' },
    plugins: [],
  })
})

/** Files, and what is said of them: every error, in order. */
const WRONG: readonly (readonly [what: string, text: string, said: readonly string[]])[] = [
  [
    'unknown keys, each at the key',
    'bridgess: 1\nbridges:\n  lan: { stpp: true,\n    mtuu: 5 }\n',
    [
      '.ctnetrc.yaml:1:1: there is no key bridgess; did you mean bridges?',
      '.ctnetrc.yaml:3:10: there is no key stpp in bridges.lan; did you mean stp?',
      '.ctnetrc.yaml:4:5: there is no key mtuu in bridges.lan; did you mean mtu?',
    ],
  ],
  [
    "values, each at the value, in the command line's own words",
    'bridges:\n  lan: { address: [10.9.0.1/24, 10.9.0.0/24], mtu: 12 }\n  "a b": {}\nptp: { pool: 10.1.1.3/24 }',
    [
      ".ctnetrc.yaml:2:33: 10.9.0.0/24 is the network's own address; use a host's, like 10.9.0.1/24",
      '.ctnetrc.yaml:2:52: 12 is not an MTU; give a number of bytes from 68 to 65535, like 1500',
      ".ctnetrc.yaml:3:3: 'a b' can't be used as an interface's name; use letters, digits, dots, dashes and underscores, and start with a letter or a digit",
      '.ctnetrc.yaml:4:14: 10.1.1.3/24 is an address, not a subnet; write 10.1.1.0/24',
    ],
  ],
  [
    'something of another kind',
    'bridges:\n  lan: { stp: yes, address: 5 }\n  wan: 7\n  l: [x]\n  m: { address: [] }\n  n: { address: [auto, none] }\nptp: []',
    [
      '.ctnetrc.yaml:2:15: bridges.lan.stp takes true or false, not yes',
      '.ctnetrc.yaml:2:29: bridges.lan.address takes IP/PREFIX, a list of them, auto or none, not 5',
      '.ctnetrc.yaml:3:8: bridges.wan takes address, mtu and stp, not 7',
      '.ctnetrc.yaml:4:6: bridges.l takes address, mtu and stp, not a list',
      '.ctnetrc.yaml:5:17: no address at all is written none',
      '.ctnetrc.yaml:6:17: auto and an address: which?; leave one out',
      '.ctnetrc.yaml:7:6: ptp takes pool, not a list',
    ],
  ],
  [
    'default values: commands, options and their values',
    'defaults:\n  atach: {}\n  attach: { mtu: 12, creat: true, create: yes, i: x }',
    [
      '.ctnetrc.yaml:2:3: there is no command atach; did you mean attach?',
      '.ctnetrc.yaml:3:18: 12 is not an MTU; give a number of bytes from 68 to 65535, like 1500',
      '.ctnetrc.yaml:3:22: ctnet attach has no option creat that takes a default; did you mean create?',
      '.ctnetrc.yaml:3:43: defaults.attach.create takes true or false, not yes',
      '.ctnetrc.yaml:3:48: ctnet attach has no option i that takes a default; did you mean if?',
    ],
  ],
  [
    'an alias: where the value is written',
    'x-mtu: &mtu 12\nbridges: { lan: { mtu: *mtu } }',
    [
      '.ctnetrc.yaml:1:1: there is no key x-mtu; it may be bridges, ptp, docker, plugins, defaults',
      '.ctnetrc.yaml:2:24: 12 is not an MTU; give a number of bytes from 68 to 65535, like 1500',
    ],
  ],
  [
    'no mapping at all',
    '- bridges',
    [
      '.ctnetrc.yaml:1:1: the configuration takes bridges, ptp, docker, plugins and defaults, not a list; or go on without it: --no-config',
    ],
  ],
]

for (const [what, text, said] of WRONG) {
  test(`wrong: ${what}`, async (t) => {
    assert.deepEqual(await refusalOf(folderWith(t, { '.ctnetrc.yaml': text })), said)
  })
}

/** Files that can't be read as YAML, and where the first error is. */
const BROKEN = {
  'bridges: {\n': '2:1',
  'bridges:\n\tlan: 1\n': '2:1',
  'ptp: 1\nptp: 2\n': '2:1',
  'bridges: {}\n---\nptp: {}\n': '2:1',
  'bridges: *nowhere\n': '1:10',
  'bridges: { constructor: {} }\n': '1:12',
  'bridges: { __proto__: {} }\n': '1:12',
  'bridges: !mine {}\n': '1:10',
  '? [a, b]\n: 1\n': '1:3',
}

for (const [text, place] of Object.entries(BROKEN)) {
  test(`broken: ${JSON.stringify(text)}`, async (t) => {
    const [first] = await refusalOf(folderWith(t, { '.ctnetrc.yaml': text }))
    assert.ok(first?.startsWith(`.ctnetrc.yaml:${place}: `), first)
  })
}

test('in package.json, the place is the place in the whole file', async (t) => {
  const folder = folderWith(t, {
    'package.json': '{\n  "name": "x",\n  "ctnet": {\n    "ptp": { "pol": "" }\n  }\n}\n',
  })
  assert.deepEqual(await refusalOf(folder), [
    'package.json:4:14: there is no key pol in ptp; did you mean pool?',
  ])
})

test('aliases that would fill the memory are refused', async (t) => {
  const bomb = ['a: &a [x, x, x, x, x, x, x, x, x]']
  for (const [from, to] of ['ab', 'bc', 'cd', 'de', 'ef'])
    bomb.push(`${to}: &${to} [${`*${from},`.repeat(9)}]`)
  assert.match((await refusalOf(folderWith(t, { '.ctnetrc.yaml': bomb.join('\n') })))[0] ?? '', /alias/)
})
