import { CtnetError } from '../model/error.ts'
import type { Facts } from '../model/facts.ts'
import { ownerState, policiesOf } from '../model/policy.ts'
import { after, type Plan } from '../plan/plan.ts'
import type { Step } from '../plan/step.ts'
import { changeDns } from './dns.ts'
import type { KeptNames } from './dns-kept.ts'

/** Writes again what `ctnet dns` wrote for containers whose engine has written their files anew, as far as that can be done. */
export function followNames(facts: Facts): Pick<Plan, 'build' | 'notes'> {
  const build: Step[] = []
  const notes: string[] = []
  for (const policy of policiesOf(facts)) {
    if (policy.kind !== 'dns') continue
    const { name } = policy.container
    try {
      const plan = again(after(facts, build), policy)
      if (plan === undefined || plan.build.length === 0) continue
      build.push(...plan.build)
      notes.push(`${name} had lost what ctnet dns wrote: it is written again`, ...plan.notes)
    } catch (error) {
      if (!(error instanceof CtnetError)) throw error
      notes.push(`what ctnet dns wrote for ${name} can't be written again: ${error.message}`)
    }
  }
  return { build, notes }
}

function again(facts: Facts, { container, kind: _, ...names }: KeptNames): Plan<unknown> | undefined {
  const place = ownerState(facts, container)
  const files = place === undefined ? undefined : facts.hosts?.[place]
  return place === undefined || files === undefined ? undefined : changeDns(facts, { place, files, ...names })
}
