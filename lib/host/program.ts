import { spawn } from 'node:child_process'
import { accessSync, constants, statSync } from 'node:fs'
import { CtnetError, PROGRAM_EXIT } from '../model/error.ts'
import { quoted } from '../model/text.ts'

export interface ProgramOptions {
  readonly files?: readonly number[]
  readonly env?: NodeJS.ProcessEnv
}

/** Runs a program on our own terminal to its end, and passes signals on to it; its exit code, 128 and N for signal N. */
export function runProgram(
  argv: readonly string[],
  { files = [], env = process.env }: ProgramOptions = {},
): Promise<number> {
  const [program = '', ...args] = argv
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, { stdio: ['inherit', 'inherit', 'inherit', ...files], env })
    const pass = (signal: NodeJS.Signals) => child.kill(signal)
    // A Ctrl-C at the terminal reaches the program by itself.
    const ignore = () => {}
    process.on('SIGINT', ignore).on('SIGTERM', pass).on('SIGHUP', pass)
    const done = () => process.off('SIGINT', ignore).off('SIGTERM', pass).off('SIGHUP', pass)
    child.once('error', (cause: NodeJS.ErrnoException) => {
      done()
      const exit = cause.code === 'ENOENT' ? PROGRAM_EXIT.notFound : PROGRAM_EXIT.notExecutable
      reject(new CtnetError(exit, 'program', `${program} can't be run: ${cause.message}`, { cause }))
    })
    child.once('close', (code, signal) => {
      done()
      resolve(code ?? 128 + (SIGNALS[signal ?? 'SIGKILL'] ?? 9))
    })
  })
}

const SIGNALS: Partial<Record<NodeJS.Signals, number>> = {
  SIGHUP: 1,
  SIGINT: 2,
  SIGQUIT: 3,
  SIGKILL: 9,
  SIGTERM: 15,
}

/** Where `sh` looks if nothing says where (dash(1)). */
const USUAL_PATH = '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin'

/** The files that a program's name may stand for: itself with a slash, else one in each folder of PATH. */
const candidates = (program: string): readonly string[] =>
  program.includes('/')
    ? [program]
    : (process.env.PATH ?? USUAL_PATH).split(':').map((folder) => `${folder || '.'}/${program}`)

function isExecutable(file: string): boolean {
  try {
    accessSync(file, constants.X_OK)
    return statSync(file).isFile()
  } catch {
    return false
  }
}

/** Whether there is such a program. */
export const hasProgram = (program: string): boolean => candidates(program).some(isExecutable)

/** @throws exit 6 where a program of util-linux that enters or makes namespaces is missing */
export function demandUtilLinux(program: 'nsenter' | 'unshare'): void {
  if (hasProgram(program)) return
  throw new CtnetError('missing', `no-${program}`, `there is no program ${program}, which namespaces need`, {
    hint: 'install util-linux: apt-get install util-linux',
  })
}

/** @throws exit 127 where there is no such program, 126 where it is a file that can't be run */
export function demandProgram(program: string): void {
  if (hasProgram(program)) return
  const file = candidates(program).find((path) => statSync(path, { throwIfNoEntry: false }) !== undefined)
  if (file !== undefined) {
    throw new CtnetError(PROGRAM_EXIT.notExecutable, 'program', `${quoted(file)} can't be run`, {
      hint: `see what it is: ls -ld ${quoted(file)}`,
    })
  }
  throw new CtnetError(PROGRAM_EXIT.notFound, 'program', `there is no program ${quoted(program)}`, {
    hint: program.includes('/')
      ? 'see whether the path is right: ls'
      : 'see where it is looked for: echo $PATH',
  })
}
