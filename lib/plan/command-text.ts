import { HOST, type Place } from '../model/endpoint.ts'
import type { Places } from './plan.ts'
import { batchWord, shellWord, shellWords } from './quote.ts'
import type { Argument, Command, Guard, Shown, Undoing } from './step.ts'

/** A line, and what it is fed to: both name the line that fails, as `Command failed -:2`. */
export interface BatchLine {
  readonly program: 'ip -batch -' | 'sh -c "$settings"'
  readonly text: string
}

/** Writes commands and guards as shell text, with namespaces given as open files, or else by their own. */
export class CommandText {
  readonly #fds: ReadonlyMap<Place, number>
  readonly #places: Places

  constructor(fds: ReadonlyMap<Place, number>, places: Places) {
    this.#fds = fds
    this.#places = places
  }

  /** The command as the script runs it; `orElse` is run when it fails. */
  command(place: Place, command: Command, orElse = ''): string {
    const enter = this.enter(place)
    switch (command.kind) {
      case 'ip':
        return `${this.#when(place, command.when)}${enter}${this.#ip(command.args)}${orElse}`
      case 'sysctl':
        return `${enter}${setSysctl(command)}${orElse}`
      case 'exec': {
        const words = `${enter}${this.#words(command.argv)}${command.quiet ? ' >/dev/null' : ''}`
        if (command.input === undefined) return `${words}${orElse}`
        const end = endOf(command.input)
        return `${words} <<'${end}'${orElse}\n${command.input}${end}`
      }
    }
  }

  /** The command as a person would type it, with the namespace by name. */
  remedy(place: Place, command: Command): string {
    const enter = place === HOST ? '' : `nsenter --net=${this.#path(place)} `
    switch (command.kind) {
      case 'ip':
        return `${enter}${this.#named(['ip', ...command.args])}`
      case 'sysctl':
        return `${enter}${setSysctl(command)}`
      case 'exec': {
        if (command.typed !== undefined) return command.typed
        const lines = command.input?.trimEnd().split('\n')
        const feed = lines === undefined ? '' : `printf '%s\\n' ${shellWords(lines)} | `
        return `${feed}${enter}${this.#named(command.argv)}`
      }
    }
  }

  /** The command as a line among others that one program reads, if it can be said so. */
  batchLine(command: Command): BatchLine | undefined {
    if (command.kind === 'sysctl') return settingLine(command)
    if (command.kind !== 'ip' || command.when !== undefined) return undefined
    // Which family it is, a line can't say.
    if (command.args[0] === '-6') return undefined
    const words = command.args.map((arg) => this.#batchArgument(arg))
    return words.includes(undefined) ? undefined : { program: 'ip -batch -', text: words.join(' ') }
  }

  /** What an undo asks first: its guard, and whether its first command has something to do. */
  asked({ in: place, run: [first], guard }: Undoing): string {
    const when = first?.kind === 'ip' ? first.when : undefined
    if (when === undefined) return this.guard(guard)
    return `${this.guard(guard)} && ${when.something ? '' : '! '}${this.#shows(place, when)}`
  }

  guard(guard: Guard): string {
    switch (guard.kind) {
      case 'namespace':
        return `marked ${shellWords([guard.name, guard.mark, ...(guard.orNew ? ['new'] : [])])}`
      case 'link':
        return `is ${this.#number(guard.in)} ${shellWords([guard.name, guard.mac])}${this.#reaches(guard.reaches)}`
      case 'sysctl':
        return `[ "$(${this.enter(guard.in)}cat ${shellWord(`/proc/sys/${guard.path}`)})" = ${shellWord(guard.value)} ]`
      case 'symlink':
        return `[ "$(readlink -- ${shellWord(guard.path)})" = ${shellWord(guard.target)} ]`
      case 'shows':
        return `${guard.something ? '' : '! '}shows ${this.enter(guard.in)}${shellWords(guard.argv)}`
      case 'prints':
        return `! { said=$(${this.enter(guard.in)}${shellWords(guard.argv)} 2>/dev/null) && [ -z "$said" ]; }`
      case 'check':
        return this.#check(guard)
    }
  }

  #number(place: Place): string {
    return place === HOST ? 'host' : (this.#fds.get(place)?.toString() ?? this.#path(place))
  }

  #reaches(place: Place | undefined): string {
    return place === undefined ? '' : ` && in_ns ${this.#number(place)} true`
  }

  /** What stands before a command that is run in the place. */
  enter(place: Place): string {
    return place === HOST ? '' : `nsenter --net=${this.#file(place)} `
  }

  #check({ in: place, argv, says }: Extract<Guard, { kind: 'check' }>): string {
    const asked = `${this.enter(place)}${shellWords(argv)} >/dev/null 2>&1`
    return says === 'yes' ? `{ ${asked}; [ $? != 1 ]; }` : `! ${asked}`
  }

  #when(place: Place, when: Shown | undefined): string {
    if (when === undefined) return ''
    return `${when.something ? '! ' : ''}${this.#shows(place, when)} || `
  }

  #shows(place: Place, { args }: Shown): string {
    return `shows ${this.enter(place)}${this.#ip(args)}`
  }

  #ip(args: readonly Argument[]): string {
    return this.#words(['ip', ...args])
  }

  #words(argv: readonly Argument[]): string {
    return argv.map((arg) => (typeof arg === 'string' ? shellWord(arg) : this.#file(arg.netns))).join(' ')
  }

  /** With namespaces by name. */
  #named(argv: readonly Argument[]): string {
    return shellWords(argv.map((arg) => (typeof arg === 'string' ? arg : this.#path(arg.netns))))
  }

  /** The file of a namespace, as a word of a shell: the open one, else that which it is found by now. */
  #file(place: Place): string {
    const fd = this.#fds.get(place)
    return fd === undefined ? this.#path(place) : `/proc/self/fd/${fd}`
  }

  /** Nothing where it takes a shell to find the namespace. */
  #batchArgument(argument: Argument): string | undefined {
    if (typeof argument === 'string') return batchWord(argument)
    const { netns: place } = argument
    if (this.#fds.has(place)) return this.#file(place)
    const locator = this.#places[place]?.locator
    return locator?.kind === 'path' ? batchWord(locator.path) : undefined
  }

  /** Where a namespace is found, as a word of a shell: within `nsenter` the host's is that of the shell. */
  #path(place: Place): string {
    if (place === HOST) return '/proc/$$/ns/net'
    const found = this.#places[place]
    if (found === undefined) throw new Error(`nothing is known of ${place}`)
    return locatorText(found.locator)
  }
}

/** Through a shell of its own, because the file belongs to the namespace of whoever opens it. */
const setSysctl = ({ path, value }: { path: string; value: string }): string =>
  `sh -c 'printf "%s\\n" "$1" >"$2"' sh ${shellWords([value, `/proc/sys/${path}`])}`

/** As `read` takes it apart again: the path up to the first blank, the value without blanks at its ends. */
const settingLine = ({ path, value }: { path: string; value: string }): BatchLine | undefined =>
  /^\S+$/.test(path) && /^\S+( \S+)*$/.test(value)
    ? { program: 'sh -c "$settings"', text: `${path} ${value}` }
    : undefined

/** A word that ends a here-document, and is no line of it. */
function endOf(text: string): string {
  const lines = new Set(text.split('\n'))
  let end = 'END'
  while (lines.has(end)) end += '_'
  return end
}

/** Where the namespace's file is, as a word of a shell script. */
export function locatorText(locator: Places[Place]['locator']): string {
  if (locator.kind === 'path') return shellWord(locator.path)
  const said = `$(${shellWords(locator.argv)})`
  return locator.kind === 'process' ? `"/proc/${said}/ns/net"` : `"${said}"`
}
