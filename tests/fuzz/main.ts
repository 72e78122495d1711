// Random command lines, in a test host: each gives a plan or an error that says what to do, with an exit code of the table,
// in bounded time, and nothing is changed.   main [--seed N] [--runs N]
import { execFileSync } from 'node:child_process'
import { parseArgs } from 'node:util'
import fc from 'fast-check'
import type { AnyCommand } from '../../lib/cli/command.ts'
import { main } from '../../lib/cli/main.ts'
import { COMMANDS } from '../../lib/cli/table.ts'
import { hasUnprintable } from '../../lib/model/text.ts'
import { difference, readSnapshot } from '../host/snapshot.ts'

const { values } = parseArgs({
  options: {
    seed: { type: 'string', default: String(Date.now() % 1e6) },
    runs: { type: 'string', default: '300' },
  },
})

/** Their words are another program's, which would be run, or its command line's. */
const RUNS_PROGRAMS = ['exec', 'sandbox', 'pipework']
const ALLOWED = [0, 2, 3, 4, 6, 8]
const SECONDS = 5

const look = () =>
  readSnapshot(execFileSync('sh', ['tests/host/snapshot.sh'], { encoding: 'utf8', maxBuffer: 1e9 }))

/** What makes sense for an argument or an option of that name. */
const SENSIBLE: Readonly<Record<string, readonly string[]>> = {
  container: ['web', 'netns:web', 'web', 'host', 'docker:web', 'pid:1', 'nobody'],
  network: ['bridge0', 'bridge:bridge0', 'lan', 'lo'],
  address: [
    'auto',
    'none',
    '172.17.42.99/16',
    '172.17.42.1/16',
    '10.0.0.5/24@10.0.0.1',
    'fd00:42::5/64',
    '10.0.0.0/8',
  ],
  name: ['lan', 'bridge0', 'web', 'lo'],
  interface: ['eth0', 'lo'],
  if: ['eth0', 'eth7', 'lo'],
  mac: ['02:42:ac:11:00:02', '01:00:5e:00:00:01'],
  mtu: ['1500', '1400', '9000', '0'],
  gateway: ['auto', 'none', '172.17.42.1'],
  route: ['10.9.0.0/16', '10.9.0.0/16@172.17.42.1', '10.9.0.1'],
  action: ['add', 'replace', 'del', 'ls'],
}
/** The same, for one command. */
const SENSIBLE_FOR: Readonly<Record<string, typeof SENSIBLE>> = {
  set: {
    interface: ['web:lo', 'host:bridge0', 'web:eth0'],
    what: ['up', 'down', 'mtu 1400', 'mac 02:42:ac:11:00:02'],
  },
  route: {
    words: [
      '10.9.0.0/16',
      'default',
      'via 172.17.42.1',
      'dev bridge0',
      'dev lo',
      'table 77',
      'metric 5',
      'blackhole',
      '-6',
    ],
  },
  docker0: {
    bip: ['192.168.9.1/24', '172.17.42.1/16', '192.168.9.0/24', 'fd00::1/64'],
    'fixed-cidr': ['192.168.9.128/25', '10.0.0.0/8', '192.168.9.1/24'],
    mtu: ['auto', '1400', '0'],
    ip: ['192.0.2.1', 'fd00::1', 'lo'],
    dns: ['192.0.2.53', 'resolver'],
    'dns-search': ['example.com', 'a b'],
  },
  rule: {
    words: [
      'from 10.9.0.0/16',
      'to fd00:42::/64',
      'fwmark 5',
      'lookup 77',
      'priority 0',
      'priority 100',
      'not',
      '-6',
    ],
  },
}
const nasty = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 40 }).map((text) => text.replaceAll('\0', '')),
  fc.constantFrom(
    '',
    '-',
    '--',
    '---',
    '-x',
    '$(touch /run/pwned)',
    '`id`',
    "'",
    '"',
    'a\nb',
    '\u202eb',
    '\x1b[31m',
  ),
  fc.constantFrom(
    '63e10',
    '0x1f',
    '..',
    '../..',
    '/',
    '*',
    '#',
    '\\',
    'x'.repeat(5000),
    '999999999999',
    '-1',
    '1e99',
  ),
)
const wordsFor = (command: string, key: string): fc.Arbitrary<string[]> => {
  const sensible = SENSIBLE_FOR[command]?.[key] ?? SENSIBLE[key] ?? ['web', 'eth0', '10']
  return fc.oneof(
    { weight: 12, arbitrary: fc.constantFrom(...sensible).map((text) => text.split(' ')) },
    { weight: 1, arbitrary: nasty.map((text) => [text]) },
  )
}

/** The arguments and options of a command, most of them as they should be. */
function wordsOf(command: string, { positionals, options }: AnyCommand): fc.Arbitrary<string[]> {
  const most = SENSIBLE_FOR[command] === undefined ? 2 : 4
  const own = Object.entries(positionals as Table).map(([key, { array }]) =>
    fc
      .array(wordsFor(command, key), { minLength: array ? 0 : 1, maxLength: array ? most : 1 })
      .map((words) => words.flat()),
  )
  const all: Table = { ...(options as Table), json: {}, force: {}, explain: {} }
  const flags = Object.entries(all).map(([key, { type }]) => {
    const value = type === 'string' ? wordsFor(command, key) : fc.constant<string[]>([])
    return fc.option(value, { freq: 8 }).map((words) => (words === null ? [] : [`--${key}`, ...words]))
  })
  const rest = fc.array(nasty, { maxLength: 1 })
  return fc
    .tuple(
      ...own,
      ...flags,
      fc.oneof({ weight: 9, arbitrary: fc.constant([]) }, { weight: 1, arbitrary: rest }),
    )
    .map((parts) => parts.flat())
}

type Table = Readonly<Record<string, { readonly type?: string; readonly array?: boolean }>>

const commands = await Promise.all(
  Object.entries(COMMANDS)
    .filter(([name]) => !RUNS_PROGRAMS.includes(name))
    .map(async ([name, { load }]) => ({ name, words: wordsOf(name, (await load()).default) })),
)
const lines = fc
  .constantFrom(...commands)
  .chain(({ name, words }) =>
    words.map((own) => ['--dry-run', '--timeout', '0.2', ...name.split(' '), ...own]),
  )

interface Ran {
  readonly exit: number
  readonly said: string
  readonly seconds: number
}

/** Runs a command line in this process, and catches what it says. */
async function run(argv: readonly string[]): Promise<Ran> {
  const parts: string[] = []
  const [out, err] = [process.stdout.write, process.stderr.write]
  const keep = (part: unknown) => parts.push(String(part)) > 0
  process.stdout.write = keep
  process.stderr.write = keep
  process.exitCode = 0
  const start = Date.now()
  try {
    await main(argv)
    return { exit: Number(process.exitCode), said: parts.join(''), seconds: (Date.now() - start) / 1000 }
  } finally {
    process.stdout.write = out
    process.stderr.write = err
    process.exitCode = 0
  }
}

const exits = new Map<number, number>()
const before = look()
const property = fc.asyncProperty(lines, async (argv) => {
  const { exit, said, seconds } = await run(argv)
  exits.set(exit, (exits.get(exit) ?? 0) + 1)
  if (!ALLOWED.includes(exit)) throw new Error(`exit ${exit}: ${said}`)
  if (/\n\s+at .*:\d+/.test(said)) throw new Error(`a stack trace: ${said}`)
  if (hasUnprintable(said.replaceAll('\n', ''))) throw new Error(`unprintable: ${JSON.stringify(said)}`)
  if (seconds > SECONDS) throw new Error(`${seconds} seconds`)
})
const checked = await fc.check(property, { seed: Number(values.seed), numRuns: Number(values.runs) })
const changed = difference(before, look())
const name = `${values.runs} random command lines, seed ${values.seed}: a plan or a clear error, and nothing is changed`
if (checked.failed || changed !== '') {
  console.log(
    `not ok 1 ${name}\n# ${JSON.stringify(checked.counterexample)}\n# ${String(checked.errorInstance)}\n${changed}`,
  )
  process.exitCode = 1
} else console.log(`ok 1 ${name}`)
console.log(`# exit codes: ${[...exits].map(([exit, count]) => `${exit}: ${count}`).join(', ')}`)
