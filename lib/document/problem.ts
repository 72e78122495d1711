import { CtnetError } from '../model/error.ts'

/** Where something stands in a file; both count from 1. */
export interface Position {
  readonly line: number
  readonly column: number
}

/** Something that is wrong in a file; of code the place isn't known. */
export interface Problem extends Partial<Position> {
  readonly file: string
  readonly message: string
  readonly hint?: string | undefined
}

/** What kind of file is spoken of. */
export interface Subject {
  /** The error's code. */
  readonly code: string
  /** For messages: `the configuration`. */
  readonly what: string
  /** What else could be done: `go on without it: --no-config`. */
  readonly wayOut?: string
}

/** All that is wrong, as one error: exit 2. */
export function problemsError({ code, what, wayOut }: Subject, problems: readonly Problem[]): CtnetError {
  const [first, ...others] = [...problems].sort(inOrder)
  if (first === undefined) throw new RangeError('an error without a problem')
  const lines = [first, ...others].map(({ message, hint, ...place }) => ({
    line: `${place.file}${place.line === undefined ? '' : `:${place.line}:${place.column}`}: ${message}`,
    hint,
  }))
  if (others.length === 0) {
    return new CtnetError('usage', code, lines[0]?.line ?? '', {
      hint: first.hint ?? (wayOut && `or ${wayOut}`),
    })
  }
  return new CtnetError('usage', code, `${what} has ${lines.length} errors`, {
    details: lines.map(({ line, hint }) => (hint === undefined ? line : `${line}; ${hint}`)),
    hint: wayOut && `to ${wayOut}`,
  })
}

const inOrder = (a: Problem, b: Problem): number =>
  a.file === b.file ? (a.line ?? 0) - (b.line ?? 0) || (a.column ?? 0) - (b.column ?? 0) : 0
