import assert from 'node:assert/strict'
import * as real from '../../lib/cli/change.ts'
import type { Context } from '../../lib/cli/command.ts'
import type { Change } from '../../lib/cli/wanted-change.ts'
import { type Look, observe } from '../../lib/host/observe.ts'
import type { Endpoint } from '../../lib/model/endpoint.ts'
import type { Facts } from '../../lib/model/facts.ts'
import { settled } from '../../lib/model/settled.ts'
import { after, type Plan, stepsOf } from '../../lib/plan/plan.ts'
import { forwardingLast } from '../../lib/recipes/forwarding.ts'

export * from '../../lib/cli/change.ts'

/** Stands in for lib/cli/change.ts: what it does is the same, and then the facts observed must be the facts predicted. */
export async function change<R>(context: Context, asked: Change<R>): ReturnType<typeof real.change> {
  let predicted: Facts | undefined
  let looked: Look = {}
  const ended = await real.change(context, {
    ...asked,
    plan: (facts, look) => {
      const plan = forwardingLast(asked.plan)(facts, look)
      predicted = after(facts, stepsOf(plan))
      looked = withMade(look, plan)
      return plan
    },
  })
  if (predicted === undefined || context.globals.dryRun || context.globals.explain) return ended
  const { facts, close } = await observe(looked)
  close()
  try {
    assert.deepEqual(settled(facts), settled(predicted))
  } catch (difference) {
    // Whole, and not cut short as a fault of ctnet's own is.
    console.error(`observed (+) is not what was predicted (-):\n${(difference as Error).message}`)
    process.exitCode = 99
  }
  return ended
}

/** Looks also into the namespaces that the plan makes, and no more into those that it deletes. */
function withMade(look: Look, { build, finish }: Plan): Look {
  const deleted = finish.flatMap(({ guard }) => (guard?.kind === 'namespace' ? guard.name : []))
  const made = build.flatMap(({ founds }): Endpoint[] =>
    founds ? [{ ...founds, runtime: 'netns', sharedWith: [], files: {} }] : [],
  )
  const stay = (look.endpoints ?? []).filter(
    ({ runtime, name }) => runtime !== 'netns' || !deleted.includes(name),
  )
  return { ...look, endpoints: [...stay, ...made] }
}
