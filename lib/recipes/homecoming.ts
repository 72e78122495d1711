import { linkAway, linkReturned } from '../model/away.ts'
import { HOST } from '../model/endpoint.ts'
import { type Away, awayIn, type Facts, type Link, linkOf } from '../model/facts.ts'
import { after, type Plan } from '../plan/plan.ts'
import type { Step } from '../plan/step.ts'
import { forgetAway } from '../plan/steps/away.ts'
import { renameLink } from '../plan/steps/link.ts'
import { AS_AT_HOME, resemble, settle, unsettle } from './home.ts'

/** What the homecoming of one interface takes. */
interface Return {
  readonly build: readonly Step[]
  readonly finish: readonly Step[]
  readonly note: string
}

/**
 * Gives interfaces back what they had at home, if they are there again because their container is gone: the kernel moves
 * a physical one into the first namespace, under the name that it had inside; a virtual one goes with its namespace.
 */
function homecoming(facts: Facts): Omit<Plan, 'result'> {
  const build: Step[] = []
  const finish: Step[] = []
  const notes: string[] = []
  for (const away of awayIn(facts)) {
    if (linkAway(facts, away) !== undefined) continue
    const returned = linkReturned(facts, away)
    const one = returned === undefined ? lost(away) : received(after(facts, build), away, returned.name)
    build.push(...(one?.build ?? []))
    finish.push(...(one?.finish ?? []))
    if (one !== undefined) notes.push(one.note)
  }
  return { build, finish, notes }
}

/** It is in no namespace that can be seen. A physical one may still be on its way. */
function lost(away: Away): Return | undefined {
  const { place, home, container, file } = away
  if (place !== undefined) return undefined
  const gone = `${home.name}, which was in ${container}, is gone with it`
  return home.kind === ''
    ? { build: [], finish: [], note: `${gone}, and not home yet; should it never come: rm ${file}` }
    : { build: [], finish: [forgetAway(away)], note: gone }
}

/** It is in the host, under some name. */
function received(facts: Facts, away: Away, name: string): Return {
  const { home, container, file } = away
  const own = linkOf(facts, HOST, name) as Link
  if (name !== home.name && linkOf(facts, HOST, home.name) !== undefined) {
    const note = `${home.name}, which was in ${container}, is home as ${name}: the host has another ${home.name} by now, so nothing was given back to it; to leave it so: rm ${file}`
    return { build: [], finish: [], note }
  }
  const link = { in: HOST, name, mac: own.mac }
  const alike = name === home.name && own.mac === home.mac && own.mtu === home.mtu && own.alias === home.alias
  const steps: Step[] = alike ? [] : [...unsettle(facts, link, 'Take it down before it gets its name back')]
  steps.push(...resemble(after(facts, steps), link, home, AS_AT_HOME))
  if (name !== home.name)
    steps.push(renameLink({ ...link, mac: home.mac }, home.name, 'Give it the name that it had at home'))
  steps.push(...settle(after(facts, steps), away))
  return {
    build: steps,
    finish: [forgetAway(away)],
    note: `${home.name} is home again: ${container}, which had it, is gone`,
  }
}

/** A recipe that is planned on what is there once all that can has come home, which is the first thing that its plan does. */
export const homeFirst =
  <R, More extends unknown[]>(recipe: (facts: Facts, ...more: More) => Plan<R>) =>
  (facts: Facts, ...more: More): Plan<R> => {
    if (awayIn(facts).length === 0) return recipe(facts, ...more)
    const { build, finish, notes } = homecoming(facts)
    const plan = recipe(after(facts, [...build, ...finish]), ...more)
    return {
      ...plan,
      build: [...build, ...plan.build],
      finish: [...finish, ...plan.finish],
      notes: [...notes, ...plan.notes],
    }
  }
