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
  const fds = new Map(open.map(({ place, fd }) => [place, fd]))
  const writer = new Writer(new CommandText(fds, { ...places, ...plan.places }), explain)
  const main = writer.chunksOf(plan.build, 1)
  const finish = writer.chunksOf(plan.finish, plan.build.length + 1)
  const text = [
    ...(usesLinkGuard(plan) ? [isText(open.length > 0 || visited(plan).length === 0)] : []),
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
  return { text: `${text.join('\n')}\n`, chunks: [...main, ...finish], done: writer.done(plan.build), open }
}

/** By file descriptors, or, of namespaces that are entered by name, by their files. */
const isText = (
  byFd: boolean,
): string => `# Whether a link is still the one that it was, told by its MAC if it has one: is ${byFd ? 'FD' : 'FILE'} NAME MAC
is() {
  case $(in_ns "$1" ip -o link show dev "$2" 2>/dev/null) in
  '') return 1 ;;
  *"\${3:+ $3 }"*) ;;
  *) return 1 ;;
  esac
}
in_ns() {
  fd=$1; shift
  if [ "$fd" = host ]; then "$@"; else nsenter --net=${byFd ? '"/proc/self/fd/$fd"' : '"$fd"'} "$@"; fi
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

const usesLinkGuard = (plan: Plan): boolean => guardsOf(plan).some(({ kind }) => kind === 'link')

const usesShown = (plan: Plan): boolean =>
  guardsOf(plan).some(({ kind }) => kind === 'shows') ||
  undoOf(plan.build).some(({ step }) => step.run.some((command) => command.kind === 'ip' && command.when))

const usesSettings = (plan: Plan): boolean =>
  stepsOf(plan).some(({ run }) => run.some(({ kind }) => kind === 'sysctl'))

/** The namespaces that a plan enters; the host apart. */
function visited(plan: Plan): readonly Place[] {
  const named = withWayBack(plan).flatMap((step) => [
    ...[step.in, ...(step.guard !== undefined && 'in' in step.guard ? [step.guard.in] : [])].filter(
      (place) => place !== HOST,
    ),
    ...step.run.flatMap((command) => argumentsOf(command).flatMap(placesIn)),
  ])
  return [...new Set(named)]
}

/** Those that are open before the script begins. Where a plan makes some, or enters too many, each is entered by its name. */
function openPlaces(plan: Plan): { fd: number; place: Place }[] {
  const places = visited(plan)
  if (plan.places !== undefined || places.length > LAST_FD - FIRST_FD + 1) return []
  return places.map((place, index) => ({ fd: FIRST_FD + index, place }))
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
