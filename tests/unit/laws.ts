import assert from 'node:assert/strict'
import { isDeepStrictEqual } from 'node:util'
import { CtnetError, EXIT } from '../../lib/model/error.ts'
import { type Facts, linkOf } from '../../lib/model/facts.ts'
import { settled } from '../../lib/model/settled.ts'
import { after, type Plan, stepsOf } from '../../lib/plan/plan.ts'
import type { Guard, Step } from '../../lib/plan/step.ts'
import { undoOf } from '../../lib/plan/undo.ts'

/** What a recipe decides, or nothing where it refuses; a refusal must say what to do next and have an exit code of the table. */
export function planOrRefusal<R>(recipe: () => Plan<R>): Plan<R> | undefined {
  try {
    return recipe()
  } catch (error) {
    assert.ok(
      error instanceof CtnetError,
      `not a CtnetError: ${error instanceof Error ? error.stack : error}`,
    )
    assert.ok(error.hint, `no hint: ${error.message}`)
    assert.ok([EXIT.usage, EXIT.notFound, EXIT.conflict, EXIT.missing].some((exit) => exit === error.exit))
    return undefined
  }
}

/** A building plan that is taken back, after each of its steps, gives the facts back. */
export function assertUndone(facts: Facts, plan: Plan): void {
  const undos = undoOf(plan.build)
  const wanted = settled(facts)
  for (let begun = 0; begun <= plan.build.length; begun++) {
    const built = after(facts, plan.build.slice(0, begun))
    const back = undos
      .filter(({ of }) => of <= begun)
      .reduce((known, { step }) => guarded(known, step), built)
    // To settle them takes long, and most are alike as they are.
    if (isDeepStrictEqual(back, facts)) continue
    assert.deepEqual(settled(back), wanted, `undone after ${begun} of ${plan.build.length} steps`)
  }
}

/** Once the plan has run, the same intent is met: there is nothing to do. */
export function assertSettles<R>(facts: Facts, plan: Plan<R>, again: (facts: Facts) => Plan<R>): void {
  const done = { ...after(facts, stepsOf(plan)), nonce: 'ffeeddccbb' }
  assert.deepEqual(stepsOf(again(done)), [])
}

const guarded = (facts: Facts, step: Step): Facts =>
  step.guard === undefined || holds(facts, step.guard) ? step.effect(facts) : facts

/** Whether a guard would let its step run. What another program shows, or says by its exit code, is taken to. */
function holds(facts: Facts, guard: Guard): boolean {
  switch (guard.kind) {
    case 'link':
      return linkOf(facts, guard.in, guard.name)?.mac === guard.mac
    case 'namespace':
      return facts.spaces[`netns:${guard.name}`] !== undefined
    case 'sysctl':
      return facts.spaces[guard.in]?.sysctls[guard.path] === guard.value
    case 'symlink':
      return facts.named.some(
        ({ name, target }) => guard.path.endsWith(`/${name}`) && target === guard.target,
      )
    case 'prints':
    case 'shows':
    case 'check':
      return true
  }
}
