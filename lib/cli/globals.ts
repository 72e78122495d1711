import type { Options } from 'yargs'
import type { Completes } from '../model/completes.ts'
import { parseRuntime, RUNTIME_NAMES, type RuntimeName } from '../model/endpoint.ts'
import { usageError } from '../model/error.ts'
import { quoted } from '../model/text.ts'

/** Options of every command. */
export const GLOBAL_OPTIONS = {
  'dry-run': { alias: 'n', type: 'boolean', describe: 'print the plan as a shell script, change nothing' },
  explain: { type: 'boolean', describe: 'print the plan with the reason for each step, change nothing' },
  json: { type: 'boolean', describe: 'print results and errors as JSON' },
  quiet: { alias: 'q', type: 'boolean', describe: 'say nothing but results and errors' },
  verbose: { alias: 'v', type: 'boolean', describe: 'say what is run' },
  config: {
    type: 'string',
    requiresArg: true,
    describe: 'read this configuration file',
    completes: 'file',
  },
  'no-config': { type: 'boolean', describe: 'read no configuration file' },
  runtime: {
    type: 'string',
    requiresArg: true,
    describe: 'look for containers in this runtime only',
    completes: RUNTIME_NAMES,
  },
  force: { type: 'boolean', describe: 'go past a refusal that names this option' },
  timeout: {
    type: 'string',
    requiresArg: true,
    describe: 'seconds to wait for the lock, or for anything else (60)',
  },
  help: { alias: 'h', type: 'boolean', describe: 'show this' },
  version: { type: 'boolean', describe: "show ctnet's version" },
} as const satisfies Record<string, Options & { completes?: Completes }>

const GLOBALS: Readonly<Record<string, { readonly type: string; readonly alias?: string }>> = GLOBAL_OPTIONS

/** Whether the word is a global option whose value is the next word. */
export const takesValue = (word: string): boolean =>
  word.startsWith('--') && GLOBALS[word.slice(2)]?.type === 'string'

/** Those of them that a configuration file may give a value: what is asked of one run alone isn't among them. */
export const CONFIGURABLE_GLOBALS = {
  quiet: GLOBAL_OPTIONS.quiet,
  verbose: GLOBAL_OPTIONS.verbose,
  runtime: { ...GLOBAL_OPTIONS.runtime, check: parseRuntime },
  timeout: { ...GLOBAL_OPTIONS.timeout, check: parseSeconds },
} as const

export interface Globals {
  readonly dryRun: boolean
  readonly explain: boolean
  readonly json: boolean
  readonly quiet: boolean
  readonly verbose: boolean
  readonly config: string | undefined
  readonly noConfig: boolean
  readonly runtime: RuntimeName | undefined
  readonly force: boolean
  /** Seconds; nothing where the user said nothing. */
  readonly timeout: number | undefined
}

/** A number of seconds, above zero. @throws exit 2 */
function parseSeconds(text: string): number {
  const seconds = /^\d{1,6}(\.\d{1,3})?$/.test(text) ? Number(text) : 0
  if (seconds > 0) return seconds
  throw usageError(`${quoted(text)} is not a number of seconds`, 'give one above 0, like --timeout 60')
}

type Parsed = Readonly<Record<string, unknown>>

export function globalsOf(args: Parsed): Globals {
  const text = (key: string) => (typeof args[key] === 'string' ? args[key] : undefined)
  const timeout = text('timeout')
  const runtime = text('runtime')
  return {
    dryRun: args['dry-run'] === true,
    explain: args.explain === true,
    json: args.json === true,
    quiet: args.quiet === true,
    verbose: args.verbose === true,
    config: text('config'),
    noConfig: args['no-config'] === true,
    runtime: runtime === undefined ? undefined : parseRuntime(runtime),
    force: args.force === true,
    timeout: timeout === undefined ? undefined : parseSeconds(timeout),
  }
}

/** What a command line says of the configuration, before it is parsed. */
export const wantedConfig = (words: readonly string[]): Pick<Globals, 'config' | 'noConfig'> => ({
  config: valueIn('--config', words),
  noConfig: words.includes('--no-config'),
})

/** The value that a command line gives to a long option, before it is parsed. */
export function valueIn(option: string, words: readonly string[]): string | undefined {
  const index = words.indexOf(option)
  if (index >= 0) return words[index + 1]
  return words.find((word) => word.startsWith(`${option}=`))?.slice(option.length + 1)
}
