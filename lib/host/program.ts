import { spawn } from 'node:child_process'
import { CtnetError } from '../model/error.ts'

/** Exit codes of our own failures where another program's code is passed through (as env(1) and docker do). */
export const PROGRAM_EXIT = { own: 125, notExecutable: 126, notFound: 127 } as const

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
