import type { Completes } from '../../model/completes.ts'
import { type Flag, spellingsOf } from './flag.ts'
import type { CommandWords, CompletionTable } from './table.ts'

/** What the word at the cursor can be. */
export type Question =
  /** A command's name, or what follows the first word of one of two. */
  | { readonly kind: 'command'; readonly group?: string }
  | { readonly kind: 'flag'; readonly flags: readonly Flag[] }
  /** Something that is there; `head` stands before it in the same word: `--if=`. */
  | {
      readonly kind: 'value'
      readonly completes: Completes
      readonly head: string
      /** The positionals before it. */
      readonly before: readonly string[]
    }
  /** Another program's: the command line from that word on. */
  | { readonly kind: 'program'; readonly from: number }
  | { readonly kind: 'nothing' }

const NOTHING: Question = { kind: 'nothing' }

/** A command that was found, and where the words that follow its name begin. */
export interface FoundCommand {
  readonly name: string
  readonly words: CommandWords
  readonly start: number
}

/**
 * Finds the command that the words before the cursor name, among options that may stand before it. Where they don't
 * name one yet, what is asked for.
 */
export function commandAt(
  { commands, globals }: CompletionTable,
  words: readonly string[],
): FoundCommand | Question {
  const cursor = words.length - 1
  const current = words[cursor] ?? ''
  let index = words[0] === 'help' && cursor > 0 ? 1 : 0
  while (index < cursor && words[index]?.startsWith('-')) index += valueFollows(globals, words[index]) ? 2 : 1
  if (index > cursor) return valueFor(flagNamed(globals, words[cursor - 1]), [])
  if (index === cursor) {
    if (!current.startsWith('-')) return { kind: 'command' }
    return flagsOrValue(globals, current, words.slice(0, cursor), [])
  }
  const first = words[index] ?? ''
  const isGroup = Object.keys(commands).some((name) => name.startsWith(`${first} `))
  if (isGroup && index + 1 === cursor && !current.startsWith('-')) return { kind: 'command', group: first }
  const names = isGroup ? [`${first} ${words[index + 1]}`, first] : [first]
  const name = names.find((one) => Object.hasOwn(commands, one))
  const found = name === undefined ? undefined : commands[name]
  if (name === undefined || found === undefined) return NOTHING
  return { name, words: found, start: index + name.split(' ').length }
}

/** What is asked for at the end of a command's words; `more` are the options that it has besides its own. */
export function questionAt(
  table: CompletionTable,
  { words: command, start }: FoundCommand,
  words: readonly string[],
  more: readonly Flag[] = [],
): Question {
  if (command.passesOnAll) return NOTHING
  const cursor = words.length - 1
  const current = words[cursor] ?? ''
  const globals = table.globals.filter(({ name }) => !command.noPlan || !PLANNING.includes(name))
  const flags = [...command.flags, ...more, ...globals]
  const { passesOnAfter } = command
  const before: string[] = []
  let plain = false
  for (let index = start; index < cursor; index++) {
    const word = words[index] ?? ''
    if (!plain && word === '--') {
      if (passesOnAfter !== undefined) return passedOn(command, index + 1)
      plain = true
    } else if (before.length === passesOnAfter && !(passesOnAfter === 0 && word.startsWith('-'))) {
      return passedOn(command, index)
    } else if (!plain && word.startsWith('-')) {
      if (!valueFollows(flags, word)) continue
      index++
      if (index === cursor) return valueFor(flagNamed(flags, word), before)
    } else before.push(word)
  }
  const isFlag = !plain && current.startsWith('-')
  if (passesOnAfter !== undefined && before.length === passesOnAfter && !(isFlag && passesOnAfter === 0))
    return passedOn(command, cursor)
  if (isFlag) return flagsOrValue(flags, current, words.slice(0, cursor), before)
  const { positionals } = command
  const last = positionals.at(-1)
  const asked = positionals[before.length] ?? (last?.many ? last : undefined)
  if (asked?.completes === undefined) return NOTHING
  return { kind: 'value', completes: asked.completes, head: '', before }
}

const PLANNING: readonly string[] = ['dry-run', 'explain']

/** Words that ctnet makes a plan of by itself are no program's. */
const passedOn = ({ plansRest }: CommandWords, from: number): Question =>
  plansRest ? NOTHING : { kind: 'program', from }

const flagNamed = (flags: readonly Flag[], word: string | undefined): Flag | undefined =>
  flags.find((flag) => word !== undefined && spellingsOf(flag).includes(word))

/** Whether the word is an option whose value is the next word. */
export const valueFollows = (flags: readonly Flag[], word: string | undefined): boolean =>
  flagNamed(flags, word)?.takesValue === true

function valueFor(flag: Flag | undefined, before: readonly string[], head = ''): Question {
  if (flag?.completes === undefined) return NOTHING
  return { kind: 'value', completes: flag.completes, head, before }
}

/** An option that can still be given, or behind `=` its value. */
function flagsOrValue(
  flags: readonly Flag[],
  current: string,
  words: readonly string[],
  before: readonly string[],
): Question {
  const end = current.indexOf('=')
  if (end > 0) return valueFor(flagNamed(flags, current.slice(0, end)), before, current.slice(0, end + 1))
  const given = words.map((word) => flagNamed(flags, word.replace(/=.*/s, '')))
  return { kind: 'flag', flags: flags.filter((flag) => flag.many || !given.includes(flag)) }
}
