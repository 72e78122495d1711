import { CtnetError, EXIT } from '../model/error.ts'
import { visible } from '../model/text.ts'

/** The version of the JSON that is printed; it changes when a field goes or changes its meaning. */
export const JSON_VERSION = 1

export interface OutputOptions {
  readonly json: boolean
  readonly quiet: boolean
  readonly verbose: boolean
}

/** Where everything goes that a person or a script sees: results to stdout, the rest to stderr. */
export class Output {
  readonly #options: OutputOptions

  constructor(options: OutputOptions) {
    this.#options = options
  }

  /** Whether results are JSON. */
  get isJson(): boolean {
    return this.#options.json
  }

  /** A result: as lines for people and scripts, or as JSON. */
  result(lines: readonly string[], data: Readonly<Record<string, unknown>>): void {
    if (this.#options.json) this.text(`${JSON.stringify({ version: JSON_VERSION, ...data })}\n`)
    else this.text(lines.map((line) => `${visible(line)}\n`).join(''))
  }

  /** A text that is a result by itself, as it is: a script, a file. */
  text(text: string): void {
    process.stdout.write(text)
  }

  /** A script that is a result: bare, to be saved and run, or as JSON. */
  script(script: string): void {
    if (this.#options.json) this.result([], { script })
    else this.text(script)
  }

  /** Something worth knowing. */
  note(text: string): void {
    if (!this.#options.quiet) say(text)
  }

  /** What is run, for --verbose. */
  detail(text: string): void {
    if (this.#options.verbose) process.stderr.write(text)
  }

  /** Something that went wrong elsewhere, or will. */
  warn(text: string): void {
    say(`warning: ${text}`)
  }

  error({ code, message, hint, details }: CtnetError): void {
    if (this.#options.json) {
      const error = { code, message, ...(hint && { hint }), ...(details.length > 0 && { details }) }
      process.stderr.write(`${JSON.stringify({ error })}\n`)
      return
    }
    say(message)
    for (const line of [...details, ...(hint ? [hint] : [])]) process.stderr.write(`  ${visible(line)}\n`)
  }
}

const say = (text: string) => process.stderr.write(`ctnet: ${visible(text)}\n`)

/** Anything thrown, as the error that is shown. */
export function asCtnetError(error: unknown): CtnetError {
  if (error instanceof CtnetError) return error
  const detail = error instanceof Error ? (error.stack ?? error.message) : String(error)
  return new CtnetError(
    EXIT.bug,
    'bug',
    `a fault of ctnet's own: ${detail.split('\n').slice(0, 3).join(' ')}`,
    {
      hint: 'please report it, with the command line and: ctnet --version; uname -r; ip -V',
      cause: error,
    },
  )
}
