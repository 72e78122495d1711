import { canonical, difference, type Snapshot } from '../host/snapshot.ts'
import type { Outcome } from './case.ts'
import type { Fault } from './faults.ts'
import type { Unit } from './script-units.ts'

/** What an example does when nobody disturbs it. */
export interface Reference {
  readonly units: readonly Unit[]
  readonly after: Snapshot
}

/** What is wrong with how ctnet dealt with a fault; empty if nothing is. */
export function faultVerdict(outcome: Outcome, fault: Fault, unit: Unit, reference: Reference): string[] {
  const back = isTakenBack(fault, unit, reference)
  const state = back
    ? difference(outcome.before, outcome.after)
    : difference(canonical(reference.after), canonical(outcome.after))
  const exit = back || fault.exit === 137 ? fault.exit : 0
  const said = back ? 'rolled back' : 'finished'
  return [
    ...(state === ''
      ? []
      : [`the host is not ${back ? 'as before' : 'as after an undisturbed run'}:\n${state}`]),
    ...(outcome.exit === exit ? [] : [`exit code ${outcome.exit}, not ${exit}: ${outcome.stderr}`]),
    ...(back &&
    fault.name === 'refused' &&
    !/step \d+ of \d+ failed: `.*`: .*(Cannot find device|cannot create)/.test(outcome.stderr)
      ? ["the step and the kernel's words are not named"]
      : []),
    ...(fault.kills && !outcome.followed.stderr.includes(said)
      ? [`the next command doesn't say ${said}`]
      : []),
    ...(/\n\s+at /.test(outcome.stderr + outcome.followed.stderr) ? ['a stack trace'] : []),
  ]
}

/** A plan is rolled back, up to the first thing that it does which can't be. */
function isTakenBack(fault: Fault, unit: Unit, { units }: Reference): boolean {
  const finish = units.find(({ part }) => part === 'finish')
  return unit.part === 'main' || (fault.name === 'refused' && unit === finish)
}

/** What is wrong after somebody else changed the host in the middle: it must be as if only they had been there. */
export function changeVerdict(outcome: Outcome, expected: Snapshot): string[] {
  const state = difference(canonical(expected), canonical(outcome.after))
  return [
    ...(state === '' ? [] : [`the host is not as if only the change had happened:\n${state}`]),
    ...(outcome.exit === 1 ? [] : [`exit code ${outcome.exit}, not 1: ${outcome.stderr}`]),
  ]
}
