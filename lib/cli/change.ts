import { type Entry, readJournal, scriptOf } from '../host/journal.ts'
import { demandPrivileges } from '../host/privileges.ts'
import { endingOf, type Recovered } from '../host/recover.ts'
import { decide, transact } from '../host/transact.ts'
import { VERSION } from '../model/version.ts'
import { printedScript } from '../plan/document.ts'
import { type Plan, stepsOf } from '../plan/plan.ts'
import { shellWords } from '../plan/quote.ts'
import { showProgress } from '../view/progress.ts'
import { around } from './around.ts'
import type { Context } from './command.ts'
import type { Change } from './wanted-change.ts'

/**
 * The one way in which a command changes something: look, plan, then print the plan or run it. What it found of killed
 * commands' on the way, and ended, is returned.
 */
export async function change<R>(context: Context, wanted: Change<R>): Promise<readonly Recovered[]> {
  const { globals, argv, output, collect } = context
  const { name, show, idle, next, repairs, ...asked } = wanted
  demandPrivileges(name)
  if (collect !== undefined) {
    collect(wanted)
    return []
  }
  const decision = { ...asked, ...around(asked, repairs) }
  if (globals.dryRun || globals.explain) {
    previewOthers(context)
    const { plan: decided, places } = await decide(decision)
    for (const note of notesOf(decided, idle)) output.note(note)
    output.script(printedScript(decided, places, { argv: withoutPreview(argv), version: VERSION }, globals))
    return []
  }
  const ended: Recovered[] = []
  const done = await transact({
    ...decision,
    argv,
    ...(globals.timeout !== undefined && { timeout: globals.timeout }),
    onRecovered: (recovered) => {
      ended.push(...recovered)
      sayRecovered(context, recovered)
    },
    onPlanned: (decided, places) => {
      for (const note of notesOf(decided, idle)) output.note(note)
      if (globals.verbose && stepsOf(decided).length > 0) {
        output.detail(printedScript(decided, places, { argv, version: VERSION }, { explain: true }))
      }
    },
    ...(!globals.quiet && !globals.json && { onRun: showProgress }),
    onUnlogged: () =>
      output.warn('there was no room to note it in the log: make room in /run: df -h -i /run'),
  })
  show(done.result, done)
  for (const one of next?.(done) ?? []) ended.push(...(await change(context, one)))
  return ended
}

const notesOf = (plan: Plan, idle: string | undefined): readonly string[] =>
  idle !== undefined && stepsOf(plan).length + plan.notes.length === 0 ? [idle] : plan.notes

const withoutPreview = (argv: readonly string[]) =>
  argv.filter((word) => !['-n', '--dry-run', '--explain'].includes(word))

const cutShort = ({ argv, pid }: Entry): string =>
  `\`${shellWords(['ctnet', ...argv])}\` (process ${pid}) was cut short or still runs; if it is dead`

/** Says on stderr that an interrupted command is still to be taken back; whoever only reads leaves it alone. */
export function warnOfOpenEntries({ output }: Pick<Context, 'output'>): void {
  const { open, unreadable } = readJournal()
  for (const { entry } of open) {
    output.warn(`${cutShort(entry)}, the next command that changes something finishes it, or: ctnet clean`)
  }
  warnOfUnreadable(output, unreadable)
}

/** Says what would come first: how each interrupted command would be ended, and by which script. */
function previewOthers({ output }: Context): void {
  const { open, unreadable } = readJournal()
  for (const one of open) {
    const { begun, removing } = endingOf(one)
    const ending = removing
      ? 'its removal would first be finished'
      : `its steps 1 to ${begun} would first be taken back`
    const what = begun === 0 ? 'it had done nothing yet' : ending
    output.warn(`${cutShort(one.entry)}, ${what}: see ${scriptOf(one)}`)
  }
  warnOfUnreadable(output, unreadable)
}

/** Says which entries of the journal nobody can make sense of. */
export function warnOfUnreadable(output: Context['output'], directories: readonly string[]): void {
  for (const directory of directories) {
    const path = shellWords([directory])
    output.warn(
      `${path} was damaged, and is left alone: see what it did in ${path}/script, then: rm -r ${path}`,
    )
  }
}

/** Says what killed commands had left, and what came of it. */
function sayRecovered({ output }: Context, recovered: readonly Recovered[]): void {
  warnOfUnreadable(output, readJournal().unreadable)
  for (const { argv, outcome, left } of recovered) {
    const line = `\`${shellWords(['ctnet', ...argv])}\` had been cut short: ${outcome}`
    if (left.length === 0) output.note(line)
    else output.warn(`${line}; to remove what is left: ${left.join('; ')}`)
  }
}
