import { HOST, type Place } from '../model/endpoint.ts'
import { type Places, type Plan, stepsOf } from './plan.ts'
import { batchWord, shellWord, shellWords } from './quote.ts'
import type { Argument, Command, Guard, Shown, Step } from './step.ts'
import { undoOf } from './undo.ts'

/** The first file descriptor that a script opens a namespace on; dash knows 3 to 9, and 9 is the lock's. */
const FIRST_FD = 3
const LAST_FD = 8

/** One thing that the script starts: an `ip -batch` of several steps, or a single command. */
export interface Chunk {
  /** Which command of which step each line is, steps from 1, commands from 0. */
  readonly lines: readonly { readonly step: number; readonly command: number }[]
  readonly text: readonly string[]
}

/** The part of a script that is the same when it is printed and when it is run. */
export interface Body {
  readonly text: string
  /** In the order in which they run; each begins with a call of `begin`. */
  readonly chunks: readonly Chunk[]
  /** The namespaces that must be open, by file descriptor. */
  readonly open: readonly { readonly fd: number; readonly place: Place }[]
}

export interface RenderOptions {
  /** Put each step's reason above it. */
  readonly explain?: boolean
}

/** The plan as functions of a POSIX shell script: `main` builds, `finish` removes, `undo N` takes back the first N steps. */
export function renderBody(plan: Plan, places: Places, { explain = false }: RenderOptions = {}): Body {
  const open = openPlaces(plan)
  const writer = new Writer(new Map(open.map(({ place, fd }) => [place, fd])), places, explain)
  const main = writer.chunksOf(plan.build, 1)
  const finish = writer.chunksOf(plan.finish, plan.build.length + 1)
  const text = [
    ...(usesLinkGuard(plan) ? [IS] : []),
    ...(usesShown(plan) ? [SHOWS] : []),
    ...shellFunction(
      'main',
      main.flatMap(({ text }) => text),
    ),
    ...shellFunction(
      'finish',
      finish.flatMap(({ text }) => text),
    ),
    ...shellFunction('undo', writer.undo(plan.build)),
  ]
  return { text: `${text.join('\n')}\n`, chunks: [...main, ...finish], open }
}

const IS = `# Whether a link is still the one that it was, told by its MAC if it has one: is FD NAME MAC
is() {
  case $(in_ns "$1" ip -o link show dev "$2" 2>/dev/null) in
  '') return 1 ;;
  *"\${3:+link/ether $3 }"*) ;;
  *) return 1 ;;
  esac
}
in_ns() {
  fd=$1; shift
  if [ "$fd" = host ]; then "$@"; else nsenter --net="/proc/self/fd/$fd" "$@"; fi
}
`

const SHOWS = `# Whether a command prints anything
shows() { [ -n "$("$@" 2>/dev/null)" ]; }
`

const shellFunction = (name: string, lines: readonly string[]): string[] =>
  lines.length === 0 ? [`${name}() { :; }`, ''] : [`${name}() {`, ...lines, '}', '']

const guardsOf = (plan: Plan): Guard[] =>
  [...stepsOf(plan), ...undoOf(plan.build).map(({ step }) => step)].flatMap(({ guard }) => guard ?? [])

const usesLinkGuard = (plan: Plan): boolean => guardsOf(plan).some(({ kind }) => kind === 'link')

const usesShown = (plan: Plan): boolean =>
  undoOf(plan.build).some(({ step }) => step.run.some((command) => command.kind === 'ip' && command.when))

function openPlaces(plan: Plan): { fd: number; place: Place }[] {
  const steps = [...stepsOf(plan), ...undoOf(plan.build).map(({ step }) => step)]
  const named = steps.flatMap((step) => [
    step.in,
    ...(step.guard !== undefined && 'in' in step.guard ? [step.guard.in] : []),
    ...step.run.flatMap((command) => (command.kind === 'ip' ? command.args.flatMap(placesIn) : [])),
  ])
  const places = [...new Set(named)].filter((place) => place !== HOST)
  if (places.length > LAST_FD - FIRST_FD + 1) {
    throw new Error(`a plan may enter ${LAST_FD - FIRST_FD + 1} namespaces, not ${places.length}`)
  }
  return places.map((place, index) => ({ fd: FIRST_FD + index, place }))
}

const placesIn = (argument: Argument): Place[] => (typeof argument === 'string' ? [] : [argument.netns])

/** Writes steps as shell text, with namespaces given as open files. */
class Writer {
  readonly #fds: ReadonlyMap<Place, number>
  readonly #places: Places
  readonly #explain: boolean

  constructor(fds: ReadonlyMap<Place, number>, places: Places, explain: boolean) {
    this.#fds = fds
    this.#places = places
    this.#explain = explain
  }

  /** Consecutive `ip` lines in one place become one batch; everything else stands alone. */
  chunksOf(steps: readonly Step[], first: number): Chunk[] {
    const chunks: Chunk[] = []
    let batch: { place: Place; lines: Chunk['lines'][number][]; text: string[] } | undefined
    const close = () => {
      if (batch !== undefined) chunks.push(this.#batch(batch))
      batch = undefined
    }
    for (const [index, step] of steps.entries()) {
      for (const [command, what] of step.run.entries()) {
        const line = step.guard === undefined ? this.#batchLine(what) : undefined
        const at = { step: first + index, command }
        const why = this.#explain && command === 0 ? [`# ${step.why}`] : []
        if (line === undefined) {
          close()
          chunks.push({ lines: [at], text: this.#alone(step, what, at.step, why) })
          continue
        }
        if (batch?.place !== step.in) close()
        batch ??= { place: step.in, lines: [], text: [] }
        batch.lines.push(at)
        batch.text.push(...why, line)
      }
    }
    close()
    return chunks
  }

  undo(build: readonly Step[]): string[] {
    return undoOf(build).flatMap(({ of, step }) => {
      if (step.run.length === 0) return []
      const guard = step.guard === undefined ? '' : ` && ${this.#guard(step.guard)}`
      const lines = step.run.map((command) => {
        const remedy = shellWord(this.#shown(step.in, command))
        return `    ${this.#command(step.in, command, `|| left ${remedy}`)}`
      })
      return [`  if [ "$1" -ge ${of} ]${guard}; then`, ...lines, '  fi']
    })
  }

  #batch({ place, lines, text }: { place: Place; lines: Chunk['lines']; text: readonly string[] }): Chunk {
    const begin = `  begin ${lines.at(-1)?.step}`
    return { lines, text: [begin, `  ${this.#enter(place)}ip -batch - <<'END'`, ...text, 'END'] }
  }

  #alone(step: Step, command: Command, number: number, why: readonly string[]): string[] {
    const text = this.#command(step.in, command)
    const guarded =
      step.guard === undefined
        ? [`  ${text}`]
        : [`  if ${this.#guard(step.guard)}; then`, `    ${text}`, '  fi']
    return [...why.map((line) => `  ${line}`), `  begin ${number}`, ...guarded]
  }

  /** The line of `ip -batch`, if the command is one that it can say. */
  #batchLine(command: Command): string | undefined {
    if (command.kind !== 'ip') return undefined
    if (command.when !== undefined) return undefined
    const words = command.args.map((arg) => batchWord(this.#argument(arg)))
    return words.includes(undefined) ? undefined : words.join(' ')
  }

  #argument(argument: Argument): string {
    return typeof argument === 'string' ? argument : `/proc/self/fd/${this.#fd(argument.netns)}`
  }

  #command(place: Place, command: Command, orElse = ''): string {
    const tail = orElse === '' ? '' : ` ${orElse}`
    const enter = this.#enter(place)
    switch (command.kind) {
      case 'ip':
        return `${this.#when(place, command.when)}${enter}${this.#ip(command.args)}${tail}`
      case 'sysctl':
        return `${enter}${setSysctl(command)}${tail}`
      case 'exec':
        return command.input === undefined
          ? `${enter}${shellWords(command.argv)}${tail}`
          : `${enter}${shellWords(command.argv)} <<'END'${tail}\n${command.input}END`
    }
  }

  #ip(args: readonly Argument[]): string {
    return shellWords(['ip', ...args.map((arg) => this.#argument(arg))])
  }

  #when(place: Place, when: Shown | undefined): string {
    if (when === undefined) return ''
    return `${when.something ? '! ' : ''}shows ${this.#enter(place)}${this.#ip(when.args)} || `
  }

  /** The command as a person would type it, with the namespace by name. */
  #shown(place: Place, command: Command): string {
    const enter = place === HOST ? '' : `nsenter --net=${this.#path(place)} `
    switch (command.kind) {
      case 'ip':
        return `${enter}${shellWords(['ip', ...command.args.map((arg) => (typeof arg === 'string' ? arg : this.#path(arg.netns)))])}`
      case 'sysctl':
        return `${enter}${setSysctl(command)}`
      case 'exec':
        return `${command.input === undefined ? '' : `printf ${shellWord(command.input.replaceAll('\n', '\\n'))} | `}${enter}${shellWords(command.argv)}`
    }
  }

  #guard(guard: Guard): string {
    switch (guard.kind) {
      case 'link':
        return `is ${guard.in === HOST ? 'host' : this.#fd(guard.in)} ${shellWords([guard.name, guard.mac])}`
      case 'sysctl':
        return `[ "$(${this.#enter(guard.in)}cat ${shellWord(`/proc/sys/${guard.path}`)})" = ${shellWord(guard.value)} ]`
      case 'symlink':
        return `[ "$(readlink -- ${shellWord(guard.path)})" = ${shellWord(guard.target)} ]`
      case 'check':
        return this.#check(guard)
    }
  }

  #check({ in: place, argv, says }: Extract<Guard, { kind: 'check' }>): string {
    const asked = `${this.#enter(place)}${shellWords(argv)} >/dev/null 2>&1`
    return says === 'yes' ? `{ ${asked}; [ $? != 1 ]; }` : `! ${asked}`
  }

  #enter(place: Place): string {
    return place === HOST ? '' : `nsenter --net=/proc/self/fd/${this.#fd(place)} `
  }

  #fd(place: Place): number {
    const fd = this.#fds.get(place)
    if (fd === undefined) throw new Error(`no file descriptor for ${place}`)
    return fd
  }

  #path(place: Place): string {
    const found = this.#places[place]
    if (found === undefined) throw new Error(`nothing is known of ${place}`)
    return locatorText(found.locator)
  }
}

/** Through a shell of its own, because the file belongs to the namespace of whoever opens it. */
const setSysctl = ({ path, value }: { path: string; value: string }): string =>
  `sh -c 'printf "%s\\n" "$1" >"$2"' sh ${shellWords([value, `/proc/sys/${path}`])}`

type Locator = Places[Place]['locator']

/** Where the namespace's file is, as a word of a shell script. */
export const locatorText = (locator: Locator): string =>
  locator.kind === 'path' ? shellWord(locator.path) : `"$(${shellWords(locator.argv)})"`
