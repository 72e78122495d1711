import { spawn } from 'node:child_process'
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import type { Example } from '../../lib/cli/command.ts'
import { readSnapshot, type Snapshot } from '../host/snapshot.ts'
import type { Edit } from './script-units.ts'
import type { World } from './world.ts'

/** A command line in a fresh world, with what is done to it. */
export interface Case {
  readonly example: Example
  readonly world: World
  readonly edit?: Edit
  /** Run it on a terminal of its own. */
  readonly terminal?: boolean
  /** Let another command that changes something follow. */
  readonly follow?: boolean
  /** Shell lines after the snapshot and before the command, after which the host is looked at again. */
  readonly meanwhile?: readonly string[]
  /** Shell lines before the host is looked at again. */
  readonly settle?: readonly string[]
}

export interface Outcome {
  readonly exit: number
  readonly stderr: string
  readonly followed: { readonly exit: number; readonly stderr: string }
  readonly before: Snapshot
  readonly after: Snapshot
  /** When the world has been cleared away. */
  readonly cleared: Snapshot
  /** The script that ctnet applied, if it came to that. */
  readonly script: string | undefined
}

const SECONDS = 60
/** Changes nothing by itself, and takes back what a dead command left. */
const NEXT = 'netns unlink ctnet-none'

/** Runs a case. @throws when its world can't be made */
export async function runCase(one: Case): Promise<Outcome> {
  const directory = mkdtempSync(join(tmpdir(), 'ctnet-case-'))
  const file = (name: string) => join(directory, name)
  const read = (name: string) => (existsSync(file(name)) ? readFileSync(file(name), 'utf8') : '')
  try {
    // What examples write is written there, beside what they need of the repository.
    mkdirSync(file('here'))
    for (const name of ['examples', 'tests']) symlinkSync(resolve(name), join(directory, 'here', name))
    writeFileSync(file('line.sh'), `exec ctnet ${one.example.line}\n`)
    writeFileSync(file('case.sh'), scriptOf(one, directory))
    if (one.edit !== undefined) {
      writeFileSync(file('fault'), `${one.edit.from} ${one.edit.to}\n`)
      writeFileSync(file('fault.lines'), one.edit.lines.map((line) => `${line}\n`).join(''))
    }
    await execute([...one.world.launcher, 'sh', file('case.sh')], file('log'))
    if (!existsSync(file('after'))) throw new Error(`the case broke off:\n${read('log')}\n${read('err')}`)
    return {
      exit: Number(read('exit')),
      stderr: read('err'),
      followed: { exit: Number(read('exit2')), stderr: read('err2') },
      before: readSnapshot(read('before')),
      after: readSnapshot(read('after')),
      cleared: readSnapshot(read('cleared')),
      script: existsSync(file('script')) ? read('script') : undefined,
    }
  } finally {
    rmSync(directory, { recursive: true, force: true })
  }
}

function scriptOf(
  { example, world, edit, terminal, follow, meanwhile = [], settle = [] }: Case,
  directory: string,
): string {
  const look = (name: string) => `sh "${resolve('tests/host/snapshot.sh')}" >"$CASE/${name}"`
  const stand = `PATH="${resolve('tests/faults/bin')}:$PATH" ${edit === undefined ? '' : 'FAULT="$CASE/fault" '}`
  const command = 'sh "$CASE/line.sh"'
  const run = terminal
    ? `${stand}script -qec 'exec ${command}' /dev/null >"$CASE/out" 2>"$CASE/err"; echo $? >"$CASE/exit"; flock /run/ctnet/lock true`
    : `${stand}${command} >"$CASE/out" 2>"$CASE/err" </dev/null; echo $? >"$CASE/exit"`
  return [
    'set -ea',
    `CASE=${directory}`,
    'cd "$CASE/here"',
    ...world.prepare,
    ...(example.containers ?? []).map(world.container),
    ...(example.world ?? []),
    'set +e',
    look('before'),
    ...meanwhile,
    run,
    ...(follow ? [`ctnet ${NEXT} >/dev/null 2>"$CASE/err2"; echo $? >"$CASE/exit2"`] : []),
    ...settle,
    look('after'),
    ...world.clear,
    look('cleared'),
    '',
  ].join('\n')
}

/** Runs a program to its end, its output into a file; one that hangs is killed. */
function execute(argv: readonly string[], log: string): Promise<void> {
  const [program = '', ...args] = argv
  return new Promise((resolve, reject) => {
    const child = spawn(
      'timeout',
      ['-k', '1', String(SECONDS), 'sh', '-c', '"$@" >"$0" 2>&1', log, program, ...args],
      {
        stdio: 'ignore',
      },
    )
    child.once('error', reject)
    child.once('close', () => resolve())
  })
}
