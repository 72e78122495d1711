import { PROGRAM_EXIT, usageError } from '../model/error.ts'
import { VERSION } from '../model/version.ts'
import { asCtnetError, Output } from '../view/output.ts'
import { heedStdout } from '../view/stdout.ts'
import { collector } from './collector.ts'
import { commandNamed, configured, findCommand, withMoreOptions } from './command-line.ts'
import { globalsOf } from './globals.ts'
import { overview } from './overview.ts'
import { parseArguments, UnknownWord } from './parse.ts'
import { COMMANDS, isGroup } from './table.ts'

/** Runs a command line (what follows `ctnet`); prints what there is to say and sets the exit code. */
export async function main(argv: readonly string[]): Promise<void> {
  // Whoever reads us may be gone; what is to be undone must be undone all the same.
  process.stderr.on('error', () => {})
  const allWritten = heedStdout()
  // Until it is known which words are another program's, each counts.
  const call: Call = { json: argv.includes('--json'), runsProgram: false }
  try {
    await dispatch(argv, call)
    await allWritten()
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
  const command = await commandNamed(name)
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
  const changesOf = collector(globals)
  await command.run(args as never, { globals, config, commands: COMMANDS, argv, output, again, changesOf })
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

const unknownOption = (word: string) =>
  usageError(`${word} needs a command`, 'see which there are: ctnet --help')
