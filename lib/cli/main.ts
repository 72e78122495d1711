import { loadConfig } from '../config/load.ts'
import { PROGRAM_EXIT, usageError } from '../model/error.ts'
import { VERSION } from '../model/version.ts'
import { asCtnetError, Output } from '../view/output.ts'
import type { AnyCommand } from './command.ts'
import { flagsByCommand } from './flags.ts'
import { globalsOf, takesValue } from './globals.ts'
import { overview } from './overview.ts'
import { parseArguments, UnknownWord } from './parse.ts'
import { COMMANDS, groups, isGroup } from './table.ts'

/** Runs a command line (what follows `ctnet`); prints what there is to say and sets the exit code. */
export async function main(argv: readonly string[]): Promise<void> {
  // Whoever reads us may be gone; what is to be undone must be undone all the same.
  for (const stream of [process.stdout, process.stderr]) stream.on('error', () => {})
  // Until it is known which words are another program's, each counts.
  const call: Call = { json: argv.includes('--json'), runsProgram: false }
  try {
    await dispatch(argv, call)
  } catch (thrown) {
    const error =
      thrown instanceof UnknownWord ? (await import('./suggest.ts')).didYouMean(thrown) : asCtnetError(thrown)
    new Output({ ...call, quiet: false, verbose: false }).error(error)
    process.exitCode = call.runsProgram ? besideProgram(error.exit) : error.exit
  }
  if (call.exit !== undefined) process.exitCode = call.exit(Number(process.exitCode ?? 0))
}

/** What is known so far of what was called, for an error. */
interface Call {
  json: boolean
  /** The exit code is another program's, unless it isn't run. */
  runsProgram: boolean
  /** The exit code, as whoever was called has it. */
  exit?: (code: number) => number
}

/** Exit codes below these may be the program's own. */
const besideProgram = (exit: number): number =>
  exit === PROGRAM_EXIT.notFound || exit === PROGRAM_EXIT.notExecutable ? exit : PROGRAM_EXIT.own

async function dispatch(words: readonly string[], call: Call): Promise<void> {
  // `ctnet help attach`, as many tools have it.
  const argv = words[0] === 'help' ? [...words.slice(1), '--help'] : words
  const { name, before, after } = findCommand(argv)
  if (name === undefined) return withoutCommand(argv)
  const entry = Object.hasOwn(COMMANDS, name) ? COMMANDS[name] : undefined
  if (entry === undefined) throw unknownCommand(name)
  const command = (await entry.load()).default
  if (command.exit !== undefined) call.exit = command.exit
  call.runsProgram = command.passesOnAfter !== undefined && command.plansRest === undefined
  const passedOn = command.passesOnAll && !['--help', '-h'].includes(after[0] ?? '')
  const own = [...before, ...(passedOn ? ['--'] : []), ...after]
  const parsed = await parseArguments(name, await withMoreOptions(command, own), own)
  if (parsed.kind === 'version') return showVersion()
  if (parsed.kind === 'help') {
    process.stdout.write(`${parsed.text}\n`)
    return
  }
  const { config, args } = await configured(name, command, parsed.args)
  const globals = globalsOf(args)
  call.json = globals.json
  const output = new Output(globals)
  const again = (others: readonly string[]) => dispatch([...before, ...others], call)
  await command.run(args as never, { globals, config, commands: COMMANDS, argv, output, again })
}

/** The command with the options that it has only for these words. */
async function withMoreOptions(command: AnyCommand, words: readonly string[]): Promise<AnyCommand> {
  if (command.optionsFor === undefined) return command
  return { ...command, options: { ...command.options, ...(await command.optionsFor(words)) } }
}

/** Finds the command's name, of one word or two, among options that may stand before it. */
function findCommand(argv: readonly string[]): {
  readonly name?: string
  readonly before: readonly string[]
  readonly after: readonly string[]
} {
  const index = argv.findIndex((word, i) => !word.startsWith('-') && !takesValue(argv[i - 1] ?? ''))
  const first = argv[index]
  if (first === undefined) return { before: argv, after: [] }
  const before = argv.slice(0, index)
  const second = argv[index + 1]
  if (!isGroup(first)) return { name: first, before, after: argv.slice(index + 1) }
  if (second === undefined || second.startsWith('-')) {
    return Object.hasOwn(COMMANDS, first)
      ? { name: first, before, after: argv.slice(index + 1) }
      : { before: argv, after: [] }
  }
  return { name: `${first} ${second}`, before, after: argv.slice(index + 2) }
}

function withoutCommand(argv: readonly string[]): void {
  const group = argv.find((word) => isGroup(word))
  if (argv.includes('--version')) showVersion()
  else if (argv.includes('--help') || argv.includes('-h')) process.stdout.write(overview(group))
  else if (group !== undefined)
    throw usageError(`ctnet ${group}: which command?`, `see which there are: ctnet ${group} --help`)
  else if (argv[0] !== undefined) throw unknownOption(argv[0])
  else throw usageError('which command?', 'see which there are: ctnet --help')
}

const showVersion = (): void => void process.stdout.write(`ctnet ${VERSION}\n`)

const unknownCommand = (name: string) =>
  new UnknownWord(
    'there is no command',
    name,
    [...Object.keys(COMMANDS), ...groups],
    'see which there are: ctnet --help',
  )

const unknownOption = (word: string) =>
  usageError(`${word} needs a command`, 'see which there are: ctnet --help')

type Given = Readonly<Record<string, unknown>>

/** The configuration, and its default values for flags that weren't given. */
async function configured(name: string, command: AnyCommand, given: Given) {
  const wanted = command.readsConfig ? NO_CONFIG : globalsOf(given)
  const config = await loadConfig(wanted, () => flagsByCommand(COMMANDS, { [name]: command }))
  const said = Object.entries(given).filter(([, value]) => value !== undefined)
  return { config, args: { ...given, ...config.defaults[name], ...Object.fromEntries(said) } as Given }
}

const NO_CONFIG = { config: undefined, noConfig: true }
