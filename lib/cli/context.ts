import type { Config } from '../config/schema.ts'
import type { Output } from '../view/output.ts'
import type { Globals } from './globals.ts'

/** What a command gets besides its own arguments. */
export interface Context {
  readonly globals: Globals
  readonly config: Config
  /** The command line after `ctnet`, as it was typed. */
  readonly argv: readonly string[]
  readonly output: Output
}
