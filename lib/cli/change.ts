import { apply } from '../host/apply.ts'
import { readJournal, scriptOf } from '../host/journal.ts'
import { type Lock, takeLock } from '../host/lock.ts'
import { type Look, observe } from '../host/observe.ts'
import { demandPrivileges } from '../host/privileges.ts'
import { endingOf, recover } from '../host/recover.ts'
import { type Endpoint, placeOf } from '../model/endpoint.ts'
import type { Facts } from '../model/facts.ts'
import { printedScript } from '../plan/document.ts'
import { type Places, type Plan, stepsOf } from '../plan/plan.ts'
import { shellWords } from '../plan/quote.ts'
import type { Context } from './command.ts'
import { VERSION } from './version.ts'

/** Seconds to wait where nobody said otherwise. */
const DEFAULT_TIMEOUT = 60

export interface Change<R> {
  /** The command's name, for messages. */
  readonly name: string
  /** What to look at, found out under the lock. */
  readonly look: () => Promise<Look>
  /** The recipe. */
  readonly plan: (facts: Facts, look: Look) => Plan<R>
  /** What to print when it is done, or was so already. */
  readonly show: (result: R, plan: Plan<R>) => void
}

/** The one way in which a command changes something: look, plan, then print the plan or run it. */
export async function change<R>(context: Context, { name, look, plan, show }: Change<R>): Promise<void> {
  const { globals, argv, output } = context
  demandPrivileges(name)
  if (globals.dryRun || globals.explain) {
    previewOthers(context)
    const { decided, places } = await decide(look, plan)
    for (const note of decided.notes) output.note(note)
    output.text(printedScript(decided, places, { argv: withoutPreview(argv), version: VERSION }, globals))
    return
  }
  const lock = await takeLock(globals.timeout ?? DEFAULT_TIMEOUT, argv)
  try {
    await finishOthers(context, lock)
    const { decided, places, observation } = await decide(look, plan)
    try {
      for (const note of decided.notes) output.note(note)
      if (globals.verbose && stepsOf(decided).length > 0) {
        output.detail(printedScript(decided, places, { argv, version: VERSION }, { explain: true }))
      }
      await apply(decided, places, { argv, lock, open: observation.open })
      show(decided.result, decided)
    } finally {
      observation.close()
    }
  } finally {
    lock.release()
  }
}

async function decide<R>(look: Change<R>['look'], plan: Change<R>['plan']) {
  const seen = await look()
  const observation = await observe(seen)
  try {
    return { decided: plan(observation.facts, seen), places: placesOf(seen.endpoints ?? []), observation }
  } catch (error) {
    observation.close()
    throw error
  }
}

const placesOf = (endpoints: readonly Endpoint[]): Places =>
  Object.fromEntries(endpoints.map((endpoint) => [placeOf(endpoint), endpoint]))

const withoutPreview = (argv: readonly string[]) =>
  argv.filter((word) => !['-n', '--dry-run', '--explain'].includes(word))

/** Says on stderr that an interrupted command is still to be taken back; whoever only reads leaves it alone. */
export function warnOfOpenEntries({ output }: Pick<Context, 'output'>): void {
  const { open, unreadable } = readJournal()
  for (const { entry } of open) {
    output.warn(
      `\`${shellWords(['ctnet', ...entry.argv])}\` (process ${entry.pid}) was cut short or still runs; if it is dead, the next command that changes something finishes it, or: ctnet clean`,
    )
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
    output.warn(
      `\`${shellWords(['ctnet', ...one.entry.argv])}\` (process ${one.entry.pid}) was cut short or still runs; if it is dead, ${begun === 0 ? 'it had done nothing yet' : ending}: see ${scriptOf(one)}`,
    )
  }
  warnOfUnreadable(output, unreadable)
}

function warnOfUnreadable(output: Context['output'], directories: readonly string[]): void {
  for (const directory of directories) {
    const path = shellWords([directory])
    output.warn(
      `${path} was damaged, and is left alone: see what it did in ${path}/script, then: rm -r ${path}`,
    )
  }
}

/** Takes back, or finishes, what killed commands left; says so. */
async function finishOthers({ output }: Context, lock: Lock): Promise<void> {
  warnOfUnreadable(output, readJournal().unreadable)
  const recovered = await recover(lock)
  for (const { argv, outcome, left } of recovered) {
    const line = `\`${shellWords(['ctnet', ...argv])}\` had been cut short: ${outcome}`
    if (left.length === 0) output.note(line)
    else output.warn(`${line}; to remove what is left: ${left.join('; ')}`)
  }
}
