import { HOST, OWN_NAMESPACE, type Place } from '../model/endpoint.ts'
import { CtnetError } from '../model/error.ts'
import { counted, listed } from '../model/text.ts'
import { journalScript } from '../plan/document.ts'
import { type Places, type Plan, stepsOf } from '../plan/plan.ts'
import { renderBody } from '../plan/script.ts'
import type { KernelFeature, Refusal } from '../plan/step.ts'
import { stepText } from '../plan/step-text.ts'
import { lackedFeature, locate, ownWords, type Progress, refusalOf } from './failure.ts'
import {
  askToStop,
  closeEntry,
  forgetLeft,
  leftOf,
  marksOf,
  type OpenEntry,
  openEntry,
  scriptOf,
  takeBackStop,
} from './journal.ts'
import { LOCK_FD, type Lock } from './lock.ts'
import { type Deed, logDeed } from './log.ts'
import { type OpenNamespace, openNamespace } from './namespaces.ts'
import { run, type ShellOutcome } from './shell.ts'
import { type CaughtSignal, catchSignals, EXIT_OF } from './signals.ts'

export interface ApplyOptions {
  readonly argv: readonly string[]
  readonly lock: Lock
  readonly open: ReadonlyMap<Place, OpenNamespace>
  /** Called where there is no room for a line in the log. */
  readonly onUnlogged?: (() => void) | undefined
  /** Called when the script begins, with how many steps it has, and what tells how many it has begun; what it returns, when it ends. */
  readonly onRun?: OnRun | undefined
}

export type OnRun = (steps: number, begun: () => number) => () => void

/**
 * Runs a plan. When a step fails, or somebody wants us to stop, what was built is taken back; a removal that has begun is
 * gone through with.
 *
 * @throws exit 1 (a step failed, all taken back), 7 (something is left), 129, 130 or 143 (interrupted, all taken back)
 */
export async function apply(
  plan: Plan,
  places: Places,
  { argv, lock, open, onUnlogged, onRun }: ApplyOptions,
): Promise<void> {
  if (stepsOf(plan).length === 0) return
  const body = renderBody(plan, places)
  const own = openNamespace(OWN_NAMESPACE)
  const opened = body.open.map(({ fd, place }) => ({
    fd,
    place,
    path: place === HOST ? OWN_NAMESPACE : (places[place]?.path ?? ''),
    file: place === HOST ? own : (open.get(place) as OpenNamespace),
  }))
  const entry = openEntry(
    {
      argv,
      built: plan.build.length,
      places: opened.map(({ file, ...rest }) => ({ ...rest, inode: file.inode })),
    },
    journalScript(body),
  )
  const files = new Map([[LOCK_FD, lock.fd], ...opened.map(({ fd, file }) => [fd, file.fd] as const)])
  const log = (deed: Deed) => {
    if (!logDeed(entry, deed)) onUnlogged?.()
  }
  const signals = catchSignals(() => askToStop(entry))
  try {
    const ended = onRun?.(stepsOf(plan).length, () => Math.max(0, ...marksOf(entry)))
    const outcome = await runScript(entry, ['apply'], files).finally(() => ended?.())
    const stopped = signals.caught !== undefined
    const progress = locate(body, marksOf(entry), outcome.stderr, outcome.code !== null && !stopped)
    const removing = progress.begun > plan.build.length
    if (outcome.code === 0 && (removing || !stopped)) {
      log({ outcome: 'done' })
      return closeEntry(entry)
    }
    const left = removing ? await finish(entry, files) : await undo(entry, progress.begun, files)
    // What is left stays in the journal, for the next command to try again.
    if (left.length > 0) {
      log({ outcome: 'left behind', why: failureText(plan, places, progress, outcome) })
      throw leftBehind(plan, places, progress, outcome, left)
    }
    const { caught } = signals
    log(deedOf(removing, caught, failureText(plan, places, progress, outcome)))
    closeEntry(entry)
    if (removing) return
    throw caught === undefined ? stepFailed(plan, places, progress, outcome) : interruptedBy(caught)
  } finally {
    signals.release()
    own.close()
  }
}

/** What is kept of a plan that didn't run to its end. */
function deedOf(removing: boolean, caught: CaughtSignal | undefined, failure: string): Deed {
  if (removing) return { outcome: 'done' }
  return caught === undefined
    ? { outcome: 'rolled back', why: failure }
    : { outcome: 'interrupted', why: `by ${caught}; everything was rolled back` }
}

export type Files = ReadonlyMap<number, number>

const runScript = (entry: OpenEntry, args: readonly string[], files: Files): Promise<ShellOutcome> =>
  run(['sh', scriptOf(entry), ...args], { files, detached: true })

/** Takes back the first steps; returns the commands for what couldn't be. */
export async function undo(entry: OpenEntry, steps: number, files: Files): Promise<string[]> {
  forgetLeft(entry)
  const { code, stderr } = await runScript(entry, ['undo', String(steps)], files)
  const left = leftOf(entry)
  return code === 0 || left.length > 0 ? left : [`sh ${scriptOf(entry)} undo ${steps}  # ${ownWords(stderr)}`]
}

/** Goes through with a removal; returns the commands for what couldn't be removed. */
export async function finish(entry: OpenEntry, files: Files): Promise<string[]> {
  takeBackStop(entry)
  const { code, stderr } = await runScript(entry, ['finish'], files)
  return code === 0 ? [] : [`sh ${scriptOf(entry)} finish  # ${ownWords(stderr)}`]
}

function failureText(
  plan: Plan,
  places: Places,
  { failed, begun }: Progress,
  { stderr, code }: ShellOutcome,
): string {
  const steps = stepsOf(plan)
  const said = ownWords(stderr) || (code === null ? 'the shell that ran it was killed' : `exit code ${code}`)
  const step = failed === undefined ? undefined : steps[failed - 1]
  if (step === undefined) return `the plan failed after ${begun} of ${counted(steps.length, 'step')}: ${said}`
  return `step ${failed} of ${steps.length} failed: \`${stepText(step, places)}\`: ${said}`
}

function stepFailed(plan: Plan, places: Places, progress: Progress, outcome: ShellOutcome): CtnetError {
  const { stderr, code } = outcome
  const step = progress.failed === undefined ? undefined : stepsOf(plan)[progress.failed - 1]
  const lacked = lackedFeature(step, stderr)
  if (lacked !== undefined) return kernelLacks(lacked, stderr)
  const refusal = refusalOf(step, code)
  if (refusal !== undefined) return refused(refusal, stderr)
  const what = failureText(plan, places, progress, outcome)
  return new CtnetError('failed', 'step-failed', `${what}; everything was rolled back`, {
    hint: 'see every step and its reason: the same command with --explain',
    cause: stderr,
  })
}

function kernelLacks({ feature, module }: KernelFeature, stderr: string): CtnetError {
  const isOption = module.startsWith('CONFIG_')
  const lack = isOption ? `it was built without ${module}` : `its module ${module} is not there`
  return new CtnetError(
    'missing',
    'kernel-feature',
    `this kernel has no ${feature}: ${lack} (${ownWords(stderr)}); everything was rolled back`,
    {
      hint: isOption
        ? 'install a kernel that has it'
        : `load it: modprobe ${module}; if that fails, install a kernel that has it`,
      cause: stderr,
    },
  )
}

const refused = ({ failure, code, hint }: Refusal, stderr: string) =>
  new CtnetError(failure, code, `${ownWords(stderr)}; everything was rolled back`, { hint, cause: stderr })

const leftBehind = (
  plan: Plan,
  places: Places,
  progress: Progress,
  outcome: ShellOutcome,
  left: readonly string[],
) =>
  new CtnetError(
    'partial',
    'left-behind',
    `${failureText(plan, places, progress, outcome)}; something is left behind`,
    {
      hint: `to remove it: ${listed([...new Set(left)], 'and')}`,
      cause: outcome.stderr,
    },
  )

const interruptedBy = (signal: CaughtSignal) =>
  new CtnetError(EXIT_OF[signal], 'interrupted', `interrupted by ${signal}; everything was rolled back`)
