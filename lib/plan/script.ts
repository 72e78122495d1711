import { HOST, type Place } from '../model/endpoint.ts'
import { type BatchLine, CommandText } from './command-text.ts'
import { type Places, type Plan, stepsOf } from './plan.ts'
import { shellComment, shellWord } from './quote.ts'
import type { Argument, Command, Guard, Step } from './step.ts'
import { undoOf, withWayBack } from './undo.ts'

/** The first file descriptor that a script opens a namespace on; dash knows 3 to 9, and 9 is the lock's. */
const FIRST_FD = 3
const LAST_FD = 8

/** One thing that the script starts: an `ip -batch`, or a shell's for settings, of several steps, or a single command. */
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
  /** Conditions of the shell that hold only once the plan has run, each with what is so then, as a sentence. */
  readonly done: readonly { readonly condition: string; readonly what: string }[]
  /** The namespaces that it enters or hands on. */
  readonly entered: readonly Place[]
  /** Those of them that must be open, by file descriptor. */
  readonly open: readonly { readonly fd: number; readonly place: Place }[]
}

export interface RenderOptions {
  /** Put each step's reason above it. */
  readonly explain?: boolean
}

/** The plan as functions of a POSIX shell script: `main` builds, `finish` removes, `undo N` takes back the first N steps. */
export function renderBody(plan: Plan, places: Places, { explain = false }: RenderOptions = {}): Body {
  const named = placesNamed(plan)
  const open = openPlaces(plan, named, places)
  const fds = new Map(open.map(({ place, fd }) => [place, fd]))
  const writer = new Writer(new CommandText(fds, places), explain)
  const main = writer.chunksOf(plan.build, 1)
  const finish = writer.chunksOf(plan.finish, plan.build.length + 1)
  const text = [
    ...(usesGuard(plan, 'link') ? [named.length > open.length ? IS_BY_FILE : IS] : []),
    ...(usesGuard(plan, 'namespace') ? [MARKED] : []),
    ...(usesShown(plan) ? [SHOWS] : []),
    ...(usesSettings(plan) ? [SETTINGS] : []),
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
  return {
    text: `${text.join('\n')}\n`,
    chunks: [...main, ...finish],
    done: writer.done(plan.build),
    entered: named,
    open,
  }
}

const IS_LINK = `is() {
  case $(in_ns "$1" ip -o link show dev "$2" 2>/dev/null) in
  '') return 1 ;;
  *"\${3:+ $3 }"*) ;;
  *) return 1 ;;
  esac
}`

const IS = `# Whether a link is still the one that it was, told by its MAC if it has one: is FD NAME MAC
${IS_LINK}
in_ns() {
  fd=$1; shift
  if [ "$fd" = host ]; then "$@"; else nsenter --net="/proc/self/fd/$fd" "$@"; fi
}
`

const IS_BY_FILE = `# Whether a link is still the one that it was, told by its MAC if it has one: is FD|FILE NAME MAC
${IS_LINK}
in_ns() {
  ns=$1; shift
  case $ns in
  host) "$@" ;;
  /*) nsenter --net="$ns" "$@" ;;
  *) nsenter --net="/proc/self/fd/$ns" "$@" ;;
  esac
}
`

/** One that was just made has its loopback down, and no mark; one whose making was cut short is a plain file. */
const MARKED = `# Whether a namespace is a lab's, told by the mark on its loopback: marked NAME MARK [new]
marked() {
  [ -e "/var/run/netns/$1" ] || return 1
  case $(ip -n "$1" -o link show dev lo 2>/dev/null) in
  *"alias $2") ;;
  *alias* | *,UP,*) return 1 ;;
  *) [ $# = 3 ] ;;
  esac
}
`

const SHOWS = `# Whether a command prints anything
shows() { [ -n "$("$@" 2>/dev/null)" ]; }
`

/** In a shell inside the namespace, because the file belongs to the namespace of whoever opens it. */
const SETTINGS = `# Sets kernel parameters, a line PATH VALUE for each, and names the line that fails as ip -batch does
settings='line=0
while read -r path value; do
  line=$((line + 1))
  case $path in "#") continue ;; esac
  printf "%s\\n" "$value" >"/proc/sys/$path" && continue
  echo "Command failed -:$line" >&2
  exit 1
done'
`

const shellFunction = (name: string, lines: readonly string[]): string[] =>
  lines.length === 0 ? [`${name}() { :; }`, ''] : [`${name}() {`, ...lines, '}', '']

const guardsOf = (plan: Plan): Guard[] => withWayBack(plan).flatMap(({ guard }) => guard ?? [])

const usesGuard = (plan: Plan, kind: Guard['kind']): boolean =>
  guardsOf(plan).some((guard) => guard.kind === kind)

const usesShown = (plan: Plan): boolean =>
  guardsOf(plan).some(({ kind }) => kind === 'shows') ||
  undoOf(plan.build).some(({ step }) => step.run.some((command) => command.kind === 'ip' && command.when))

const usesSettings = (plan: Plan): boolean =>
  stepsOf(plan).some(({ run }) => run.some(({ kind }) => kind === 'sysctl'))

/** The namespaces that the script enters or hands on, the host's only where it is handed on. */
function placesNamed(plan: Plan): readonly Place[] {
  const named = withWayBack(plan).flatMap((step) => [
    ...[step.in, ...(step.guard !== undefined && 'in' in step.guard ? [step.guard.in] : [])].filter(
      (place) => place !== HOST,
    ),
    ...step.run.flatMap((command) => argumentsOf(command).flatMap(placesIn)),
  ])
  return [...new Set(named)]
}

/**
 * Which of them are opened at the script's head, and stay open: all, where they are few and there already. Of many only
 * those that can't be known by a name that stays; the others are opened by it, each when a batch enters it.
 */
function openPlaces(plan: Plan, named: readonly Place[], places: Places): Body['open'] {
  const made = new Set(plan.build.flatMap(({ founds }) => founds?.place ?? []))
  const isFew = named.length <= LAST_FD - FIRST_FD + 1 && made.size === 0
  const first = isFew ? named : named.filter((place) => !made.has(place) && !hasFile(place, places))
  return first.slice(0, LAST_FD - FIRST_FD + 1).map((place, index) => ({ fd: FIRST_FD + index, place }))
}

/** Whether the namespace has a file of its own; that of a process may come to mean another's. */
function hasFile(place: Place, places: Places): boolean {
  const locator = places[place]?.locator
  return locator?.kind === 'path' && !locator.path.startsWith('/proc/')
}

function argumentsOf(command: Command): readonly Argument[] {
  if (command.kind === 'sysctl') return []
  return command.kind === 'ip' ? command.args : command.argv
}

const placesIn = (argument: Argument): Place[] => (typeof argument === 'string' ? [] : [argument.netns])

/** Lines for one program, in one place. */
interface Batch extends Chunk {
  readonly place: Place
  readonly program: BatchLine['program']
}

/** Writes steps as the lines of a shell script. */
class Writer {
  readonly #text: CommandText
  readonly #explain: boolean

  constructor(text: CommandText, explain: boolean) {
    this.#text = text
    this.#explain = explain
  }

  /** Consecutive lines for one program in one place become one batch; everything else stands alone. */
  chunksOf(steps: readonly Step[], first: number): Chunk[] {
    const chunks: Chunk[] = []
    let batch: (Batch & { lines: Chunk['lines'][number][]; text: string[] }) | undefined
    const close = () => {
      if (batch !== undefined) chunks.push(this.#batch(batch))
      batch = undefined
    }
    for (const [index, step] of steps.entries()) {
      for (const [command, what] of step.run.entries()) {
        const line = step.guard === undefined ? this.#text.batchLine(what) : undefined
        const at = { step: first + index, command }
        const why = this.#explain && command === 0 ? [shellComment(step.why)] : []
        if (line === undefined) {
          close()
          chunks.push({ lines: [at], text: this.#alone(step, what, at.step, why) })
          continue
        }
        if (batch?.place !== step.in || batch.program !== line.program) close()
        batch ??= { place: step.in, program: line.program, lines: [], text: [] }
        batch.lines.push(at)
        batch.text.push(...why, line.text)
      }
    }
    close()
    return chunks
  }

  undo(build: readonly Step[]): string[] {
    return undoOf(build).flatMap(({ of, step }) => {
      if (step.run.length === 0) return []
      const lines = step.run.map((command) => {
        const remedy = shellWord(this.#text.remedy(step.in, command))
        return `    ${this.#text.command(step.in, command, ` || left ${remedy}`)}`
      })
      return [`  if [ "$1" -ge ${of} ] && ${this.#text.guard(step.guard)}; then`, ...lines, '  fi']
    })
  }

  /** By what the script that is printed sees that it has been run already. */
  done(build: readonly Step[]): Body['done'] {
    return undoOf(build)
      .flatMap(({ of, step: undo }) => {
        const { makes = [], done } = build[of - 1] ?? {}
        const { guard } = undo
        if (done === false) return []
        const condition = this.#text.asked(undo)
        if (done !== undefined) return [{ condition, what: done }]
        if (guard.kind === 'link' && makes.length > 0) return [{ condition, what: `${guard.name} is there` }]
        return guard.kind === 'symlink' ? [{ condition, what: `${guard.path} is there` }] : []
      })
      .reverse()
  }

  #batch({ place, program, lines, text }: Batch): Chunk {
    const begin = `  begin ${lines.at(-1)?.step}`
    return { lines, text: [begin, `  ${this.#text.enter(place)}${program} <<'END'`, ...text, 'END'] }
  }

  #alone(step: Step, command: Command, number: number, why: readonly string[]): string[] {
    const text = this.#text.command(step.in, command)
    const guarded =
      step.guard === undefined
        ? [`  ${text}`]
        : [`  if ${this.#text.guard(step.guard)}; then`, `    ${text}`, '  fi']
    return [...why.map((line) => `  ${line}`), `  begin ${number}`, ...guarded]
  }
}
