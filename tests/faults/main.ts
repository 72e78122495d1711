// A fault at every command of every plan: each example of each command, in a fresh world, is cut short in each of its
// commands, and the host must be as it was (or, where a removal has begun, as after an undisturbed run).
//   main [--world bare|docker] [--seed N] [--seconds N] [--only TEXT] [--from N]

import { parseArgs } from 'node:util'
import type { Example } from '../../lib/cli/command.ts'
import { COMMANDS } from '../../lib/cli/table.ts'
import { EXIT } from '../../lib/model/error.ts'
import { table } from '../../lib/view/table.ts'
import { canonical, difference, type Snapshot } from '../host/snapshot.ts'
import { type Outcome, runCase } from './case.ts'
import { CHANGES, type Change, changedAt, madeBefore } from './changes.ts'
import { FAULTS, type Fault } from './faults.ts'
import { shuffled } from './random.ts'
import { type Unit, unitsOf } from './script-units.ts'
import { changeVerdict, faultVerdict, type Reference } from './verdict.ts'
import { type World, worldsOf } from './world.ts'

const { values } = parseArgs({
  options: {
    world: { type: 'string', default: 'bare' },
    seed: { type: 'string', default: String(Date.now() % 1e6) },
    seconds: { type: 'string', default: '3600' },
    only: { type: 'string', default: '' },
    from: { type: 'string', default: '0' },
  },
})

interface Row {
  readonly name: string
  steps: number
  tried: number
  possible: number
  left: number
}

/** One thing that goes wrong at one command of one example. */
interface Trial {
  readonly row: Row
  readonly name: string
  readonly attempt: () => Promise<string[]>
}

let number = 0
let broken = 0
const rows = new Map<string, Row>()

function report(what: string, faults: readonly string[]): void {
  number++
  if (faults.length > 0) broken++
  console.log(`${faults.length === 0 ? 'ok' : 'not ok'} ${number} ${what}`)
  for (const line of faults.join('\n').split('\n')) if (line !== '') console.log(`#   ${line}`)
}

/** Tries an example undisturbed: it must succeed. Then all that can go wrong with it. */
async function trialsOf(name: string, example: Example, world: World): Promise<Trial[]> {
  const row = rows.get(name) ?? { name, steps: 0, tried: 0, possible: 0, left: 0 }
  rows.set(name, row)
  const outcome = await outcomeOf(() => runCase({ example, world }))
  const what = `${world.name}: ctnet ${example.line}`
  if (typeof outcome === 'string') {
    report(what, [outcome])
    return []
  }
  const units = outcome.script === undefined ? [] : unitsOf(outcome.script)
  const untouched = units.length > 0 ? '' : difference(outcome.before, outcome.after)
  const open = (outcome.after.get('files') ?? []).filter((line) => line.includes('/ctnet/journal'))
  report(what, [
    ...open.map((line) => `the journal isn't closed: ${line}`),
    ...([0, EXIT.no].includes(outcome.exit) ? [] : [`exit code ${outcome.exit}: ${outcome.stderr}`]),
    ...(untouched === '' ? [] : [`it has no plan, and changed the host:\n${untouched}`]),
    ...remains(outcome),
  ])
  row.steps += units.length
  const reference = { units, after: outcome.after }
  return units.flatMap((unit, index) => {
    const at = `at ${index + 1} of ${units.length}: ${unit.text}`
    const faults = FAULTS.map((fault) => ({
      row,
      name: `${what}: ${fault.name} ${at}`,
      attempt: () => tryFault(example, world, reference, unit, fault),
    }))
    const changes = CHANGES.flatMap((change) => {
      const lines = unit.part === 'main' ? change.lines(example, world, units, index) : undefined
      if (lines === undefined) return []
      const made = madeBefore(units, index).at(-1)
      const attempt = () => tryChange(example, world, change, unit, lines, made)
      return [{ row, name: `${what}: ${change.name} ${at}`, attempt }]
    })
    return [...faults, ...changes]
  })
}

async function tryFault(
  example: Example,
  world: World,
  reference: Reference,
  unit: Unit,
  fault: Fault,
): Promise<string[]> {
  const { terminal = false, kills = false } = fault
  const outcome = await runCase({ example, world, edit: fault.edit(unit), terminal, follow: kills })
  return [...faultVerdict(outcome, fault, unit, reference), ...remains(outcome)]
}

async function tryChange(
  example: Example,
  world: World,
  { alone, settle = [] }: Change,
  unit: Unit,
  lines: readonly string[],
  made: string | undefined,
): Promise<string[]> {
  const nothing = { ...example, line: '--version' }
  const expected = await runCase({ example: nothing, world, meanwhile: alone(example, world, made), settle })
  const outcome = await runCase({ example, world, edit: changedAt(unit, lines), settle })
  return [...changeVerdict(outcome, expected.after), ...remains(outcome)]
}

let ground: Snapshot | undefined

/** What is still there when the world has been cleared away, and wasn't there at first. */
function remains({ cleared }: Outcome): string[] {
  if (values.world === 'bare') return []
  ground ??= cleared
  const rest = difference(canonical(ground), canonical(cleared))
  return rest === '' ? [] : [`when all was cleared away:\n${rest}`]
}

/** A case whose world can't be made is a fault too. */
async function outcomeOf<T>(attempt: () => Promise<T>): Promise<T | string> {
  try {
    return await attempt()
  } catch (error) {
    return (error as Error).message
  }
}

async function run({ row, name, attempt }: Trial): Promise<void> {
  const faults = await outcomeOf(attempt)
  row.tried++
  if (faults.length > 0) row.left++
  report(name, typeof faults === 'string' ? [faults] : faults)
}

const examples = await Promise.all(
  Object.entries(COMMANDS).map(async ([name, { load }]) => ({
    name,
    examples: (await load()).default.examples,
  })),
)
const trials: Trial[] = []
for (const { name, examples: own } of examples) {
  if (own.length === 0) report(`ctnet ${name}`, ['it has no example, so nobody tries it'])
  for (const example of own) {
    const world = worldsOf(example).find((one) => one.name === values.world)
    if (world !== undefined && example.line.includes(values.only))
      trials.push(...(await trialsOf(name, example, world)))
  }
}
for (const trial of trials) trial.row.possible++
const deadline = Date.now() + Number(values.seconds) * 1000
for (const trial of shuffled(trials, Number(values.seed)).slice(Number(values.from))) {
  if (Date.now() > deadline) break
  await run(trial)
}
if (!examples.some((one) => one.examples.some(({ line }) => line.includes(values.only))))
  report('at least one example', ['there is none with that text'])
console.log(`1..${number}`)
console.log(`# world ${values.world}, seed ${values.seed}`)
const head = ['COMMAND', 'STEPS', 'FAULTS TRIED', 'OF', 'LEFT BEHIND']
const body = [...rows.values()].map((row) =>
  [row.name, row.steps, row.tried, row.possible, row.left].map(String),
)
for (const line of table([head, ...body])) console.log(`# ${line}`)
process.exitCode = broken > 0 ? 1 : 0
