import { loadConfig } from '../config/load.ts'
import type { AnyCommand } from './command.ts'
import { flagsByCommand } from './flags.ts'
import { globalsOf, takesValue } from './globals.ts'
import { UnknownWord } from './parse.ts'
import { COMMANDS, groups, isGroup } from './table.ts'

/** Finds the command's name, of one word or two, among options that may stand before it. */
export function findCommand(argv: readonly string[]): {
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

/** The command of that name. @throws UnknownWord */
export async function commandNamed(name: string): Promise<AnyCommand> {
  const entry = Object.hasOwn(COMMANDS, name) ? COMMANDS[name] : undefined
  if (entry === undefined) throw unknownCommand(name)
  return (await entry.load()).default
}

/** What other tools call it. */
const CALLED: Readonly<Record<string, string>> = {
  deploy: 'up',
  destroy: 'down',
  list: 'ls',
  ps: 'ls',
  show: 'ls',
  run: 'exec',
  connect: 'attach',
  disconnect: 'detach',
  version: '--version',
}
const CALLED_IN_GROUPS: Readonly<Record<string, readonly string[]>> = {
  ls: ['show'],
  list: ['ls', 'show'],
  show: ['ls'],
  rm: ['delete', 'unlink'],
  new: ['create'],
}

function unknownCommand(name: string): UnknownWord {
  const [group = '', word] = name.split(' ')
  if (word === undefined) {
    const known = [...Object.keys(COMMANDS), ...groups]
    return new UnknownWord(
      'there is no command',
      name,
      known,
      'see which there are: ctnet --help',
      Object.hasOwn(CALLED, name) ? CALLED[name] : undefined,
    )
  }
  const known = Object.keys(COMMANDS).flatMap((one) =>
    one.startsWith(`${group} `) ? one.slice(group.length + 1) : [],
  )
  const meant = Object.hasOwn(CALLED_IN_GROUPS, word)
    ? CALLED_IN_GROUPS[word]?.find((one) => known.includes(one))
    : undefined
  return new UnknownWord(
    `there is no command ${group}`,
    word,
    known,
    `see which there are: ctnet ${group} --help`,
    meant,
  )
}

/** The command with the options that it has only for these words. */
export async function withMoreOptions(command: AnyCommand, words: readonly string[]): Promise<AnyCommand> {
  if (command.optionsFor === undefined) return command
  return { ...command, options: { ...command.options, ...(await command.optionsFor(words)) } }
}

type Given = Readonly<Record<string, unknown>>

/** The configuration, and its default values for flags that weren't given. */
export async function configured(name: string, command: AnyCommand, given: Given) {
  const wanted = command.readsConfig ? NO_CONFIG : globalsOf(given)
  const config = await loadConfig(wanted, () => flagsByCommand(COMMANDS, { [name]: command }))
  const said = Object.entries(given).filter(([, value]) => value !== undefined)
  const own = Object.keys(command.options).filter((option) => given[option] !== undefined)
  const defaults = Object.entries(config.defaults[name] ?? {}).filter(([option]) =>
    counts(option, own, command),
  )
  return {
    config,
    args: { ...given, ...Object.fromEntries(defaults), ...Object.fromEntries(said) } as Given,
  }
}

/** Whether an option's default value counts: a command that would only show something is not made to change it. */
function counts(option: string, given: readonly string[], { asking, options }: AnyCommand): boolean {
  if (asking === undefined || asking.some((one) => given.includes(one))) return true
  return given.length === 0 ? !Object.hasOwn(options, option) : !asking.includes(option)
}

const NO_CONFIG = { config: undefined, noConfig: true }
