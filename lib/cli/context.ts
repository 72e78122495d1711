import type { Config } from '../config/config.ts'
import type { Output } from '../view/output.ts'
import type { CommandTable } from './command.ts'
import type { Globals } from './globals.ts'

/** What a command gets besides its own arguments. */
export interface Context {
  readonly globals: Globals
  readonly config: Config
  readonly commands: CommandTable
  /** The command line after `ctnet`, as it was typed. */
  readonly argv: readonly string[]
  readonly output: Output
}
