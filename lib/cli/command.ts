import type { InferredOptionTypes, Options } from 'yargs'
import type { Context } from './context.ts'

/** A command line that works as it stands, in the world that it needs: shown by --help, run by the tests. */
export interface Example {
  /** Without the leading `ctnet`. */
  readonly line: string
  readonly does: string
  /** Containers that it speaks of, each without a network of its own. */
  readonly containers?: readonly string[]
  /** Commands of `sh` that make what else it needs, run before it. */
  readonly world?: readonly string[]
}

type OptionTable = Readonly<Record<string, Options>>

/** One subcommand: its words, its flags, what it does. Parsing, help and completions are made from this. */
export interface Command<P extends OptionTable = OptionTable, O extends OptionTable = OptionTable> {
  /** What follows the name: `<container> <network> [address..]`. */
  readonly usage: string
  readonly describe: string
  readonly positionals: P
  readonly options: O
  readonly examples: readonly Example[]
  /** What follows the first so many words is another program's: it is not looked at. */
  readonly passesOnAfter?: number
  run(args: Arguments<P, O>, context: Context): Promise<void>
}

export type Arguments<P extends OptionTable, O extends OptionTable> = InferredOptionTypes<P> &
  InferredOptionTypes<O> & {
    /** The other program's words. */
    readonly rest: readonly string[]
  }

/** Gives a command its types. */
export const defineCommand = <const P extends OptionTable, const O extends OptionTable>(
  command: Command<P, O>,
): Command<P, O> => command

/** A command whose argument types only it knows. */
// biome-ignore lint/suspicious/noExplicitAny: the arguments' types are each command's own affair
export type AnyCommand = Command<any, any>
