/** What a failure means to whoever called: the exit codes of the command line. */
export const EXIT = {
  failed: 1,
  usage: 2,
  notFound: 3,
  conflict: 4,
  denied: 5,
  missing: 6,
  partial: 7,
  timeout: 8,
  /** A question's answer is no. */
  no: 10,
  bug: 70,
} as const

/** Exit codes of our own failures where another program's code is passed through (as env(1) and docker do). */
export const PROGRAM_EXIT = { own: 125, notExecutable: 126, notFound: 127 } as const

export type Failure = keyof typeof EXIT

export interface ErrorDetail {
  /** What to type next. */
  hint?: string | undefined
  /** Where one error stands for several: each of them, in a line of its own. */
  details?: readonly string[]
  cause?: unknown
}

/**
 * The one error that ctnet throws on purpose. `code` is stable, for scripts; `message` says what was asked and what is
 * in the way; `hint` says what to type next; `exit` is the process's exit code.
 *
 * @example throw new CtnetError('notFound', 'no-bridge', 'there is no bridge bridge0', { hint: 'ctnet bridge create bridge0' })
 */
export class CtnetError extends Error {
  override readonly name = 'CtnetError'
  readonly code: string
  readonly hint: string | undefined
  readonly details: readonly string[]
  readonly exit: number

  constructor(failure: Failure | number, code: string, message: string, detail: ErrorDetail = {}) {
    super(message, detail.cause === undefined ? {} : { cause: detail.cause })
    this.code = code
    this.hint = detail.hint
    this.details = detail.details ?? []
    this.exit = typeof failure === 'number' ? failure : EXIT[failure]
  }
}

/** The command line is wrong: exit 2. */
export const usageError = (message: string, hint?: string) =>
  new CtnetError('usage', 'usage', message, { hint })
