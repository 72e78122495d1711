import yargs, { type Argv, type Options } from 'yargs'
import { CtnetError, usageError } from '../model/error.ts'
import { listed, quoted } from '../model/text.ts'
import type { AnyCommand } from './command.ts'
import { GLOBAL_OPTIONS, takesValue } from './globals.ts'

/** Nothing on a command line is guessed: an ID like `63e10` stays text, an option takes one value. */
const PARSING = {
  'boolean-negation': false,
  'camel-case-expansion': false,
  'dot-notation': false,
  'greedy-arrays': false,
  'parse-numbers': false,
  'parse-positional-numbers': false,
  'unknown-options-as-args': false,
}

export type Parsed =
  | { readonly kind: 'help'; readonly text: string }
  | { readonly kind: 'version' }
  | { readonly kind: 'arguments'; readonly args: Readonly<Record<string, unknown>> }

/** Parses what follows a command's name. @throws exit 2, with what was probably meant */
export async function parseArguments(
  name: string,
  command: AnyCommand,
  words: readonly string[],
): Promise<Parsed> {
  const [own, rest] = split(asPositionals(words, command), command.passesOnAfter)
  refuseUnknown(name, command, own)
  const parser = parserFor(name, command)
  if (own.includes('--version')) return { kind: 'version' }
  if (own.includes('--help') || own.includes('-h'))
    return { kind: 'help', text: ordered(await parser.getHelp()) }
  const parsed = unmarked(await parser.parseAsync([...own]))
  const extra = parsed._ as string[]
  if (extra.length > 0 && command.passesOnAfter === undefined) {
    throw usageError(`ctnet ${name}: ${quoted(String(extra[0]))} is one word too many`, seeHelp(name))
  }
  refuseTwice(name, command, parsed)
  refusePlan(name, command, parsed)
  return { kind: 'arguments', args: { ...parsed, rest } }
}

const seeHelp = (name: string) => `see how it is called: ctnet ${name} --help`

/** No word of a command line holds it, so it can mark those that are no options though they begin with a dash. */
const MARK = '\0'

/** What follows `--` is positional, whatever it begins with; yargs would leave it over. */
function asPositionals(words: readonly string[], { passesOnAfter }: AnyCommand): readonly string[] {
  const end = passesOnAfter === undefined ? words.indexOf('--') : -1
  if (end < 0) return words
  return [
    ...words.slice(0, end),
    ...words.slice(end + 1).map((word) => (word.startsWith('-') ? `${MARK}${word}` : word)),
  ]
}

function unmarked(parsed: Readonly<Record<string, unknown>>): Record<string, unknown> {
  const plain = (value: unknown) =>
    typeof value === 'string' && value.startsWith(MARK) ? value.slice(MARK.length) : value
  return Object.fromEntries(
    Object.entries(parsed).map(([key, value]) => [
      key,
      Array.isArray(value) ? value.map(plain) : plain(value),
    ]),
  )
}

/** Cuts off what belongs to another program: all that follows `--`, or so many words that are no flags. */
function split(
  words: readonly string[],
  after: number | undefined,
): [own: readonly string[], rest: readonly string[]] {
  if (after === undefined) return [words, []]
  let seen = 0
  for (let index = 0; index < words.length; index++) {
    const word = words[index] as string
    if (word === '--') return [words.slice(0, index), words.slice(index + 1)]
    if (word.startsWith('-') && (seen < after || after === 0)) {
      if (takesValue(word)) index++
      continue
    }
    if (seen === after) return [words.slice(0, index), words.slice(index)]
    seen++
  }
  return [words, []]
}

/** Where there is no plan, help has nothing to say of the options that show one. */
const globalsShown = ({ noPlan }: AnyCommand): Readonly<Record<string, Options>> =>
  noPlan
    ? {
        ...GLOBAL_OPTIONS,
        'dry-run': { ...GLOBAL_OPTIONS['dry-run'], hidden: true },
        explain: { ...GLOBAL_OPTIONS.explain, hidden: true },
      }
    : GLOBAL_OPTIONS

/** Help with what is the same for every command behind all else, and no word of lists that are empty unless given. */
function ordered(help: string): string {
  const [own, globals = '', examples = ''] = help
    .replace(/(\[[a-z]+\])( \[default: \[\]\])$/gm, (_, type, empty) => ' '.repeat(empty.length) + type)
    .split(/^(?=Options of every command:|Examples:)/m)
  return [own, examples, globals].map((part) => part?.trimEnd()).join('\n\n')
}

function parserFor(name: string, command: AnyCommand): Argv {
  const passedOn = command.passesOnAfter === undefined ? [] : [command.plansRest ?? '[--] [COMMAND…]']
  return yargs()
    .scriptName(`ctnet ${name}`)
    .help(false)
    .version(false)
    .parserConfiguration(PARSING)
    .updateStrings({ 'Positionals:': 'Arguments:' })
    .group([], 'Arguments:')
    .usage(`ctnet ${[name, command.usage, ...passedOn].filter(Boolean).join(' ')}\n\n${command.describe}`)
    .command(`$0 ${command.usage}`.trim(), false, (y) => {
      for (const [key, option] of Object.entries(command.positionals)) y.positional(key, option as never)
      return y
    })
    .options(command.options)
    .options(globalsShown(command))
    .group(Object.keys(command.options), 'Options:')
    .group(Object.keys(GLOBAL_OPTIONS), 'Options of every command:')
    .example(command.examples.map(({ line, does }) => [`ctnet ${line}`, does]))
    .exitProcess(false)
    .showHelpOnFail(false)
    .wrap(Math.min(110, process.stdout.columns ?? 100))
    .fail((message, error) => {
      throw error instanceof CtnetError
        ? error
        : usageError(`ctnet ${name}: ${plain(message, command.usage)}`, seeHelp(name))
    })
}

/** yargs' words in ours. */
function plain(message: string, usage: string): string {
  const given = /Not enough non-option arguments: got (\d+)/.exec(message)?.[1]
  if (given !== undefined) {
    const missing = (usage.match(/<[^>]+>/g) ?? []).slice(Number(given))
    return `${listed(missing)} ${missing.length > 1 ? 'are' : 'is'} missing`
  }
  return message.replace('Not enough arguments following:', 'a value is missing after the option')
}

/** An unknown option is an error that says which one was probably meant. */
function refuseUnknown(name: string, command: AnyCommand, words: readonly string[]): void {
  const tables: Record<string, { alias?: string | readonly string[] }> = {
    ...command.options,
    ...GLOBAL_OPTIONS,
  }
  const known = Object.entries(tables).flatMap(([key, { alias = [] }]) => [key, ...[alias].flat()])
  const end = words.indexOf('--')
  for (const word of end < 0 ? words : words.slice(0, end)) {
    const unknown = optionsIn(word).find((option) => !known.includes(option))
    if (unknown === undefined) continue
    throw new UnknownWord(
      `ctnet ${name}: there is no option`,
      dashed(unknown),
      known.map(dashed),
      seeHelp(name),
    )
  }
}

/** The options that a word of the command line names: a long one, or letters. */
function optionsIn(word: string): string[] {
  const option = /^--([^=]+)/.exec(word)?.[1]
  return option !== undefined ? [option] : [...(/^-([A-Za-z][^=]*)/.exec(word)?.[1] ?? '')]
}

const dashed = (key: string) => (key.length === 1 ? `-${key}` : `--${key}`)

/** A word that isn't known; what was probably meant is found by whoever prints it. */
export class UnknownWord extends Error {
  readonly what: string
  readonly word: string
  readonly known: readonly string[]
  readonly help: string
  /** What is meant, where that is known without a guess. */
  readonly meant: string | undefined

  constructor(what: string, word: string, known: readonly string[], help: string, meant?: string) {
    super(`${what} ${word}`)
    this.what = what
    this.word = word
    this.known = known
    this.help = help
    this.meant = meant
  }
}

function refuseTwice(name: string, command: AnyCommand, parsed: Readonly<Record<string, unknown>>): void {
  const tables: Record<string, { type?: string; array?: boolean }> = { ...command.options, ...GLOBAL_OPTIONS }
  const twice = Object.entries(tables).flatMap(([key, { type, array }]) =>
    type === 'string' && !array && Array.isArray(parsed[key]) ? [`--${key}`] : [],
  )
  if (twice.length > 0) throw usageError(`ctnet ${name}: ${listed(twice)} can be given only once`)
}

/** Whoever asks only to see what a program would do mustn't have it run. */
function refusePlan(name: string, command: AnyCommand, parsed: Readonly<Record<string, unknown>>): void {
  const runsProgram = command.passesOnAfter !== undefined && command.plansRest === undefined
  if (!runsProgram || !(parsed['dry-run'] || parsed.explain)) return
  throw usageError(
    `ctnet ${name} makes no plan that could be shown: it runs a program`,
    'leave out --dry-run and --explain; what is meant for the program stands after its name',
  )
}
