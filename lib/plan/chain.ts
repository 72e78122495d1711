import { HOST } from '../model/endpoint.ts'
import { CtnetError } from '../model/error.ts'
import { type Facts, linkOf, spaceOf } from '../model/facts.ts'
import { after, type Plan } from './plan.ts'

/** One of several recipes whose plans become one. */
export interface Part {
  readonly plan: (facts: Facts) => Plan
  /** The same without what follows from what there is in the end. */
  readonly core: (facts: Facts) => Plan
  /** What is thrown, as this part's own: where it is from. */
  readonly blame: (error: unknown) => unknown
}

/**
 * Plans several recipes, each on the effects of those before it, as one plan whose result is their plans. What can't be
 * taken back comes last, behind what all of them build, so a part may build only what it would also build while the things
 * that earlier ones remove are still there.
 *
 * @throws what a part throws; exit 4 where one builds on an earlier one's removal
 */
export function chain(facts: Facts, parts: readonly Part[]): Plan<readonly Plan[]> {
  const plans: Plan[] = []
  // What is so when a part's turn comes to build, and when all before it is through.
  let built = facts
  let done = facts
  for (const [index, { plan: recipe, core, blame }] of parts.entries()) {
    try {
      const plan = recipe(withOwnNonce(done, index))
      if (
        plan.build.length > 0 &&
        done !== built &&
        !isSameBuild(core, withOwnNonce(done, index), withOwnNonce(yetThere(built, done), index))
      )
        throw needsRemoval()
      plans.push(plan)
      const same = done === built && plan.finish.length === 0
      built = after(built, plan.build)
      done = same ? built : after(done, [...plan.build, ...plan.finish])
    } catch (error) {
      throw blame(error)
    }
  }
  return {
    build: plans.flatMap(({ build }) => build),
    finish: plans.flatMap(({ finish }) => finish),
    result: plans,
    notes: plans.flatMap(({ notes }) => notes),
  }
}

/** What is so while the last part has yet to be removed. */
const yetThere = (built: Facts, done: Facts): Facts => ({
  ...built,
  going: spaceOf(built, HOST).links.flatMap(({ name }) =>
    linkOf(done, HOST, name) === undefined ? [name] : [],
  ),
})

/** Names and MACs that one part chooses are no other part's, also where what has them will be gone. */
function withOwnNonce(facts: Facts, index: number): Facts {
  const nonce = ((Number.parseInt(facts.nonce, 16) + index * 0x10001) % 2 ** 40).toString(16)
  return { ...facts, nonce: nonce.padStart(10, '0') }
}

function isSameBuild(recipe: Part['core'], gone: Facts, yet: Facts): boolean {
  try {
    return textOf(recipe(yet)) === textOf(recipe(gone))
  } catch {
    return false
  }
}

const textOf = ({ build }: Plan): string =>
  JSON.stringify(build.map(({ in: place, run, guard, undo }) => [place, run, guard, undo?.run, undo?.guard]))

const needsRemoval = () =>
  new CtnetError(
    'conflict',
    'needs-removal',
    'it builds on what an earlier line removes, but what is removed goes last of all: that alone can not be taken back',
    { hint: 'make it a batch of its own; or let one line do both: attach has --replace' },
  )
