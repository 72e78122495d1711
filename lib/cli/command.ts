import type { InferredOptionTypes, Options } from 'yargs'
import type { Config } from '../config/config.ts'
import type { Completes } from '../model/completes.ts'
import type { Output } from '../view/output.ts'
import type { Globals } from './globals.ts'
import type { AnyChange } from './wanted-change.ts'

/** What a command gets besides its own arguments. */
export interface Context {
  readonly globals: Globals
  readonly config: Config
  readonly commands: CommandTable
  /** The command line after `ctnet`, as it was typed. */
  readonly argv: readonly string[]
  readonly output: Output
  /** Carries out another command line in this one's place, with the options that stood before this one's name. */
  readonly again: (argv: readonly string[]) => Promise<void>
  /** What another command line wants changed, in this one's place: nothing is changed yet. */
  readonly changesOf: (argv: readonly string[], output: Output) => Promise<readonly AnyChange[]>
  /** Takes what is wanted, where it is not to be done now. */
  readonly collect?: (change: AnyChange) => void
}

/** A command line that works as it stands, in the world that it needs: shown by --help, run by the tests. */
export interface Example {
  /** Without the leading `ctnet`. */
  readonly line: string
  readonly does: string
  /** Containers that it speaks of, each without a network of its own. */
  readonly containers?: readonly string[]
  /** They are an engine's: a bare namespace won't do. */
  readonly engine?: true
  /** Commands of `sh` that make what else it needs, run before it. */
  readonly world?: readonly string[]
}

type Completed = Options & { readonly completes?: Completes }
type OptionTable = Readonly<Record<string, Completed>>

/** An option; `check` throws where a text is no value for it, so that a configuration file's can be found wrong there. */
type Option = Completed & { readonly check?: (text: string) => unknown }
type CheckedTable = Readonly<Record<string, Option>>

/** One subcommand: its words, its flags, what it does. Parsing, help and completions are made from this. */
export interface Command<P extends OptionTable = OptionTable, O extends CheckedTable = CheckedTable> {
  /** What follows the name: `<container> <network> [address..]`. */
  readonly usage: string
  readonly describe: string
  readonly positionals: P
  readonly options: O
  readonly examples: readonly Example[]
  /** What follows the first so many words is another program's: it is not looked at. */
  readonly passesOnAfter?: number
  /** Whatever follows its name is: it has no options of its own but --help. */
  readonly passesOnAll?: true
  /** What is passed on so is no program, but words that ctnet makes a plan of: how they go, for the help. */
  readonly plansRest?: string
  /** It changes nothing by itself, so that there is no plan to show. */
  readonly noPlan?: true
  /** The exit code that it ends with, where it keeps to another program's. */
  readonly exit?: (code: number) => number
  /** More options, by what follows the command's name: those of the topology that is named there. */
  readonly optionsFor?: (words: readonly string[]) => Promise<OptionTable>
  /** Options each of which asks for a change: without any of its own, the command only shows what there is. */
  readonly asking?: readonly string[]
  /** It reads the configuration by itself, whole, and works without one. */
  readonly readsConfig?: true
  run(args: Arguments<P, O>, context: Context): Promise<void>
}

export type Arguments<P extends OptionTable, O extends OptionTable> = InferredOptionTypes<P> &
  InferredOptionTypes<O> & {
    /** The other program's words. */
    readonly rest: readonly string[]
  }

/** Gives a command its types. */
export const defineCommand = <const P extends OptionTable, const O extends CheckedTable>(
  command: Command<P, O>,
): Command<P, O> => command

/** A command whose argument types only it knows. */
// biome-ignore lint/suspicious/noExplicitAny: the arguments' types are each command's own affair
export type AnyCommand = Command<any, any>

/** All commands by name; what each takes is loaded when it is called. */
export type CommandTable = Readonly<
  Record<
    string,
    { readonly describe: string; readonly load: () => Promise<{ readonly default: AnyCommand }> }
  >
>
