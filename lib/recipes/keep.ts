import type { Facts } from '../model/facts.ts'
import { type Kept, type KeptName, keptChange, keptIn, sameKept } from '../model/kept.ts'
import type { Plan } from '../plan/plan.ts'
import type { Step } from '../plan/step.ts'
import { setFile } from '../plan/steps/file.ts'

/** The plan, and that the attachment is put back when its container is restarted. */
export const keeping = <R>(facts: Facts, plan: Plan<R>, kept: Kept): Plan<R> => {
  const known = keptIn(facts)
  const has = known.some((one) => sameKept(one, kept))
  const all = has ? known.map((one) => (sameKept(one, kept) ? kept : one)) : [...known, kept]
  return { ...plan, build: [...plan.build, ...change(facts, all, 'Keep what was asked for, for watch')] }
}

/** The plan, and that interfaces which it takes away, or lays in another way, are no longer put back. */
export function forgetting<R>(facts: Facts, plan: Plan<R>, gone: readonly KeptName[]): Plan<R> {
  const { build, notes } = forget(facts, gone)
  return { ...plan, build: [...build, ...plan.build], notes: [...plan.notes, ...notes] }
}

/** Forgets interfaces, also of a container that isn't there. */
export function forget(facts: Facts, gone: readonly KeptName[]): Pick<Plan, 'build' | 'notes'> {
  const known = keptIn(facts)
  const left = known.filter((one) => !gone.some((other) => sameKept(one, other)))
  const lost = known.filter((one) => !left.includes(one))
  return {
    // First of all: whoever watches must not put back what is about to go.
    build: change(facts, left, 'Forget what was kept, so that watch leaves it alone'),
    notes: lost.map((one) => `${one.interface} of ${one.name} is no longer kept`),
  }
}

function change(facts: Facts, kept: readonly Kept[], why: string): readonly Step[] {
  const file = keptChange(facts, kept)
  return file.before === file.after ? [] : [setFile(file, why)]
}
