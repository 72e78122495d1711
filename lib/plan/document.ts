import { HOST, OWN_NAMESPACE, type Place } from '../model/endpoint.ts'
import { EXIT } from '../model/error.ts'
import { CALLED_OFF } from './called-off.ts'
import { locatorText } from './command-text.ts'
import { type Places, type Plan, stepsOf } from './plan.ts'
import { packagesFor } from './programs.ts'
import { shellComment, shellWord, shellWords } from './quote.ts'
import { type Body, type RenderOptions, renderBody } from './script.ts'
import type { Step } from './step.ts'
import { withWayBack } from './undo.ts'

export interface Title {
  /** The command line that the plan is for. */
  readonly argv: readonly string[]
  readonly version: string
}

/**
 * The plan as a script that runs without ctnet, finds the namespaces by itself and cleans up when a step fails: what
 * --dry-run prints.
 */
export function printedScript(plan: Plan, places: Places, title: Title, options: RenderOptions = {}): string {
  const body = renderBody(plan, places, options)
  const open = body.open.flatMap(({ fd, place }) => opening(fd, place, places))
  const needs = ['sh', ...packagesFor(withWayBack(plan), body.entered, places)]
  return [
    '#!/bin/sh',
    shellComment(shellWords(['ctnet', ...title.argv])),
    `# Printed by ctnet ${title.version}; runs without it, as root, with ${needs.join(', ')}.`,
    PRINTED_HEAD,
    ...(open.length > 0 ? ['# The namespaces that this takes place in', ...open, ''] : []),
    body.text.trimEnd(),
    '',
    ...unlessRun(body),
    printedTail(plan.build.length, stepsOf(plan)),
  ].join('\n')
}

/** Opens a namespace, once it is sure that there is one: a container that has stopped leaves a plain file in its place. */
function opening(fd: number, place: Place, places: Places): string[] {
  if (place === HOST) return [`exec ${fd}<${OWN_NAMESPACE}`]
  const found = places[place]
  if (found === undefined) throw new Error(`nothing is known of ${place}`)
  return [
    `ns=${locatorText(found.locator)} && nsenter --net="$ns" ip -V >/dev/null || absent ${shellWord(place)}`,
    `exec ${fd}<"$ns"`,
  ]
}

const PRINTED_HEAD = `set -eu
first=1 begun=0 rest=0
begin() {
  [ "$1" = "$begun" ] || first=$((begun + 1))
  begun=$1
}
left() {
  rest=7
  printf '%s\\n' "left behind; to remove it: $1" >&2
}
absent() {
  printf '%s\\n' "$1 has no network namespace that can be entered: is it there, and does it run?" >&2
  exit 3
}
`

/** A second run would take what the first one made for its own, and take it back. */
const unlessRun = ({ done }: Body): string[] =>
  done.flatMap(({ condition, what }) => [
    `if ${condition}; then`,
    `  echo ${shellWord(`${what}: this script has been run already`)} >&2`,
    '  exit 4',
    'fi',
  ])

const printedTail = (built: number, steps: readonly Step[]): string => {
  const all = steps.length
  return `# When a step fails, or on Ctrl-C: what was built is taken back, a removal that has begun is finished
quit() {
  code=$?
  trap '' HUP INT TERM
  trap - EXIT
  case $code:$begun in
  129:* | 130:* | 143:*) what="interrupted at step $begun of ${all}" ;;
${refusals(steps)}  *)
    code=1 what="step $begun of ${all} failed"
    [ "$first" -ge "$begun" ] || what="one of the steps $first to $begun of ${all} failed"
    ;;
  esac
  set +e
  if [ "$begun" -gt ${built} ]; then
    done='the removal was gone through with all the same'
    # In a condition, the shell would go on behind a step that fails.
    (set -e; finish)
    [ $? = 0 ] || rest=7
  else
    done='everything was taken back'
    undo "$begun"
  fi
  [ "$rest" = 0 ] || code=$rest done='something is left behind'
  echo "$what; $done" >&2
  exit "$code"
}
trap quit EXIT
trap 'exit 129' HUP
trap 'exit 130' INT
trap 'exit 143' TERM
main
finish
trap - EXIT
`
}

/** A step that says no does so in its own words, and with the exit code that ctnet would have. */
const refusals = (steps: readonly Step[]): string =>
  steps
    .map(({ refusal }, index) =>
      refusal === undefined
        ? ''
        : `  ${refusal.status}:${index + 1}) code=${EXIT[refusal.failure]} what="refused at step $begun of ${steps.length}" ;;\n`,
    )
    .join('')

/**
 * The same body as a file of the journal: it marks each batch that begins, is told by its first argument what to do, and
 * goes no further when it is asked to stop, or, while nothing is removed yet, when the ctnet that started it is gone.
 */
export const journalScript = (body: Body): string => `${JOURNAL_HEAD}${body.text}
case $1 in
apply) ctnet=$PPID; main; go_on; ctnet=self; finish ;;
undo) undo "$2" ;;
finish) finish ;;
esac
`

const JOURNAL_HEAD = `set -eu
# What waits stops waiting when it is asked to there, or when that process is gone.
export journal=\${0%/*} ctnet=self
go_on() { if ${CALLED_OFF}; then exit 130; fi; }
begin() {
  go_on
  echo "$1" >>"$journal/marks"
}
left() { printf '%s\\n' "$1" >>"$journal/left"; }

`
