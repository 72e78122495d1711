import { $ } from 'zx/core'
import { shellWord } from '../plan/quote.ts'

// zx looks for bash, and refuses to quote without it: this is the one place that tells it otherwise.
$.shell = '/bin/sh'
$.prefix = ''
$.postfix = ''
$.quote = shellWord
$.verbose = false
// What a program says on stderr is told once, by the error that is made of it.
$.quiet = true

export interface ShellOptions {
  /** Open files that the child gets, by the number that it knows them by. */
  readonly files?: ReadonlyMap<number, number>
  /** In a process group of its own, so that a Ctrl-C at the terminal doesn't reach it. */
  readonly detached?: boolean
}

export interface ShellOutcome {
  /** The exit code; of one that a signal ended, nothing. */
  readonly code: number | null
  readonly stdout: string
  readonly stderr: string
}

/** Runs a program to its end, through zx, with nothing on its standard input. A failure is not thrown. */
export async function run(argv: readonly string[], options: ShellOptions = {}): Promise<ShellOutcome> {
  const { files = new Map<number, number>(), detached = false } = options
  const last = Math.max(2, ...files.keys())
  const rest = Array.from({ length: last - 2 }, (_, index) => files.get(index + 3) ?? ('ignore' as const))
  const shell = $({ nothrow: true, detached, stdio: ['ignore', 'pipe', 'pipe', ...rest] as never })
  const { exitCode, stdout, stderr } = await shell`exec ${argv}`
  return { code: exitCode, stdout, stderr }
}
