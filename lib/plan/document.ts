import { locatorText } from './command-text.ts'
import type { Places, Plan } from './plan.ts'
import { shellComment, shellWord, shellWords } from './quote.ts'
import { type Body, type RenderOptions, renderBody } from './script.ts'

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
  const open = body.open.map(({ fd, place }) => {
    const found = places[place]
    if (found === undefined) throw new Error(`nothing is known of ${place}`)
    return `exec ${fd}<${locatorText(found.locator)}   ${shellComment(place)}`
  })
  return [
    '#!/bin/sh',
    shellComment(shellWords(['ctnet', ...title.argv])),
    `# Printed by ctnet ${title.version}; runs without it, as root, with ${needs(places, body)}.`,
    PRINTED_HEAD,
    ...(open.length > 0 ? ['# The namespaces that this takes place in', ...open, ''] : []),
    body.text.trimEnd(),
    '',
    ...unlessRun(body),
    printedTail(plan.build.length),
  ].join('\n')
}

function needs(places: Places, body: Body): string {
  const programs = body.open.flatMap(({ place }) => {
    const locator = places[place]?.locator
    return locator?.kind === 'command' ? [locator.argv[0]] : []
  })
  return ['sh', 'iproute2', 'util-linux', ...new Set(programs)].join(', ')
}

const PRINTED_HEAD = `set -eu
begun=0 rest=0
begin() { begun=$1; }
left() {
  rest=7
  echo "left behind; to remove it: $1" >&2
}
`

/** A second run would take what the first one made for its own, and take it back. */
const unlessRun = ({ made }: Body): string[] =>
  made.flatMap(({ condition, what }) => [
    `if ${condition}; then`,
    `  echo ${shellWord(`${what} is there: this script has been run already`)} >&2`,
    '  exit 4',
    'fi',
  ])

const printedTail = (
  built: number,
): string => `# When a step fails, or on Ctrl-C: what was built is taken back, a removal that has begun is finished
quit() {
  code=$?
  trap '' HUP INT TERM
  trap - EXIT
  case $code in 129 | 130 | 143) ;; *) code=1 ;; esac
  set +e
  if [ "$begun" -gt ${built} ]; then finish; else undo "$begun"; fi
  [ "$rest" = 0 ] || code=$rest
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

/**
 * The same body as a file of the journal: it marks each batch that begins, stops before the next one when asked to, and
 * is told by its first argument what to do.
 */
export const journalScript = (body: Body): string => `${JOURNAL_HEAD}${body.text}
case $1 in
apply) main; finish ;;
undo) undo "$2" ;;
finish) finish ;;
esac
`

const JOURNAL_HEAD = `set -eu
journal=\${0%/*}
begin() {
  if [ -e "$journal/stop" ]; then exit 130; fi
  echo "$1" >>"$journal/marks"
}
left() { printf '%s\\n' "$1" >>"$journal/left"; }

`
