import { execFileSync, spawnSync } from 'node:child_process'
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { table } from '../../lib/view/table.ts'

/** One thing that is timed, once in each round; what it leaves is cleared before the next. */
interface Case {
  readonly name: string
  readonly argv: readonly string[]
  readonly path?: string
  readonly clear?: () => void
}

const { CTNET = 'dist/ctnet.js', NODE24 = '', DOCKER_HOST, ROUNDS = '15' } = process.env
const { PIPEWORK, ARPING, NO_ARPING } = process.env
const BRIDGE = 'bridge0'
const scratch = mkdtempSync(join(tmpdir(), 'ctnet-'))
process.on('exit', () => rmSync(scratch, { recursive: true }))

const sh = (script: string) => execFileSync('sh', ['-ec', script], { encoding: 'utf8', stdio: 'pipe' })

/** The namespace's part of the document's recipe ("How Docker networks a container"), and the host's. */
const single = (namespace: string, address: string) => `
ip addr show ${BRIDGE} >/dev/null
ip link add A type veth peer name B
ip link set A master ${BRIDGE}
ip link set A up
ip link set B netns ${namespace}
ip netns exec ${namespace} ip link set dev B name eth0
ip netns exec ${namespace} ip link set eth0 up
ip netns exec ${namespace} ip addr add ${address}/16 dev eth0
ip netns exec ${namespace} ip route add default via 172.18.42.1
`

const RECIPES = {
  'bare namespace': { container: 'web', script: single('web', '172.18.42.99') },
  'Docker container': {
    container: 'box',
    script: `pid=$(docker inspect -f '{{.State.Pid}}' box)
mkdir -p /var/run/netns
ln -s /proc/$pid/ns/net /var/run/netns/$pid
${single('$pid', '172.18.42.98')}`,
  },
}

function clear(container: string): void {
  const enter =
    container === 'box'
      ? 'nsenter --net=/proc/$(docker inspect -f {{.State.Pid}} box)/ns/net'
      : 'ip netns exec web'
  sh(`${enter} ip link delete eth0; find /run/netns -type l -delete`)
}

const NODES = [
  { name: `Node ${process.versions.node.split('.')[0]}`, path: process.execPath },
  ...(existsSync(NODE24) ? [{ name: 'Node 24', path: NODE24 }] : []),
]

const attach = (node: string, container: string, address: string) =>
  [node, CTNET, 'attach', container, BRIDGE, `${address}/16`] as const

function cases(): Case[] {
  const worlds = Object.entries(RECIPES).filter(([, { container }]) => container === 'web' || DOCKER_HOST)
  return [
    ...NODES.map(({ name, path }) => ({ name: `${name}: node -e 0`, argv: [path, '-e', '0'] })),
    ...worlds.flatMap(([world, { container, script }]) => {
      const file = join(scratch, `${container}.sh`)
      writeFileSync(file, script)
      const address = container === 'web' ? '172.18.42.99' : '172.18.42.98'
      const own = { clear: () => clear(container) }
      return [
        { name: `${world}: the recipe, single commands`, argv: ['sh', '-e', file], ...own },
        ...NODES.map(({ name, path }) => ({
          name: `${name}: ${world}: ctnet attach`,
          argv: attach(path, container, address),
          ...own,
        })),
      ]
    }),
  ]
}

/** ctnet's attach, the same in pipework's words, and pipework itself, on a Docker container; nothing without PIPEWORK. */
function besidePipework(): Case[] {
  if (!PIPEWORK || !DOCKER_HOST) return []
  const words = [BRIDGE, '-i', 'eth0', 'box', '172.18.42.98/16@172.18.42.1']
  const own = { clear: () => clear('box') }
  // It looks into /sys, which must be this network's.
  const theirs = ['unshare', '--mount', 'sh', '-c', 'mount -t sysfs sysfs /sys; exec "$@"', 'sh', PIPEWORK]
  const paths = [
    ['without arping', NO_ARPING],
    ['with arping', ARPING && existsSync(`${ARPING}/arping`) ? `${ARPING}:${NO_ARPING}` : undefined],
  ] as const
  return [
    ...NODES.map(({ name, path }) => ({
      name: `${name}: Docker container: ctnet pipework`,
      argv: [path, CTNET, 'pipework', ...words],
      ...own,
    })),
    ...paths.flatMap(([name, path]) =>
      path ? [{ name: `Docker container: pipework ${name}`, argv: [...theirs, ...words], path, ...own }] : [],
    ),
  ]
}

/** Milliseconds. */
function time({ name, argv, path, clear }: Case): number {
  const [program = '', ...args] = argv
  const env = path === undefined ? process.env : { ...process.env, PATH: path }
  const start = performance.now()
  const { status, stderr } = spawnSync(program, args, { encoding: 'utf8', env })
  const spent = performance.now() - start
  if (status !== 0) throw new Error(`${name} failed: ${stderr}`)
  clear?.()
  return spent
}

const median = (numbers: readonly number[]): number =>
  [...numbers].sort((a, b) => a - b)[Math.floor(numbers.length / 2)] ?? Number.NaN

/** Runs them in turn, so that whatever else the machine does falls on all alike; the first round is a warm-up. */
function measure(all: readonly Case[], rounds: number): Map<string, number> {
  const times = new Map(all.map(({ name }) => [name, [] as number[]]))
  for (let round = 0; round <= rounds; round++) {
    for (const one of all) {
      const spent = time(one)
      if (round > 0) times.get(one.name)?.push(spent)
    }
  }
  return new Map([...times].map(([name, spent]) => [name, median(spent)]))
}

function ratios(medians: ReadonlyMap<string, number>): string[][] {
  return Object.keys(RECIPES).flatMap((world) =>
    NODES.flatMap(({ name }) => {
      const own = medians.get(`${name}: ${world}: ctnet attach`)
      const node = medians.get(`${name}: node -e 0`) ?? Number.NaN
      const recipe = medians.get(`${world}: the recipe, single commands`) ?? Number.NaN
      if (own === undefined) return []
      return [[`${name}: ${world}`, `${(own / (node + recipe)).toFixed(2)} × (node -e 0 + the recipe)`]]
    }),
  )
}

/** The programs that one attach starts. */
function children(container: string): string[] {
  const file = join(scratch, 'children')
  const [node, ...rest] = attach(process.execPath, container, '172.18.42.99')
  const counter = join(import.meta.dirname, 'count-children.cjs')
  execFileSync(node, ['--require', counter, ...rest], {
    env: { ...process.env, CHILDREN: file },
    stdio: 'pipe',
  })
  clear(container)
  return readFileSync(file, 'utf8').trim().split('\n')
}

sh(`ip netns add web; node ${CTNET} bridge create ${BRIDGE} 172.18.42.1/16`)
const medians = measure([...cases(), ...besidePipework()], Number(ROUNDS))
const shown = [...medians].map(([name, spent]) => [name, `${spent.toFixed(0)} ms`])
const started = children('web')
console.log(
  [
    `Medians of ${ROUNDS} rounds, in turn:`,
    ...table(shown),
    '',
    'An attach beside Node and the recipe (the goal, on Node 24: 3 at most):',
    ...table(ratios(medians)),
    '',
    `Processes that one attach starts (the goal: 3): ${started.length}`,
    ...started.map((line) => `  ${line.slice(0, 100)}`),
  ].join('\n'),
)
