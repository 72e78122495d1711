import type { Family } from '../model/address.ts'
import type { Place } from '../model/endpoint.ts'
import { CtnetError } from '../model/error.ts'
import type { Facts } from '../model/facts.ts'
import {
  engineBridges,
  forwardingUsers,
  isForwarding,
  type KeptForwarding,
  keptForwarding,
} from '../model/forwarding.ts'
import { listed } from '../model/text.ts'
import { after, type Plan } from '../plan/plan.ts'
import type { Step } from '../plan/step.ts'
import { keep, switchOff, switchOn } from './forwarding.ts'
import { isForwardingAsked } from './policy-forwarding.ts'

export interface ForwardIntent {
  readonly on: boolean
  /** Those of the kernel's that were meant. */
  readonly families: readonly Family[]
  /** Containers' names, for people. */
  readonly names: ReadonlyMap<Place, string>
  /** Also where somebody needs it. */
  readonly force: boolean
}

export interface Forwarding {
  readonly family: Family
  readonly on: boolean
  /** Who switched it on, if ctnet did. */
  readonly by?: KeptForwarding['by']
  /** Containers whose way out leads through the host. */
  readonly containers: readonly string[]
}

/** Whether the host forwards IP packets, who made it so, and for whom. */
export const forwardingOf = (facts: Facts, family: Family, names: ReadonlyMap<Place, string>): Forwarding => {
  const on = isForwarding(facts, family) === true
  const by = on ? keptForwarding(facts, family)?.by : undefined
  const containers = forwardingUsers(facts, family).map(({ place }) => names.get(place) ?? place)
  return { family, on, ...(by && { by }), containers: [...new Set(containers)] }
}

/** @throws exit 6 where the kernel has none of a family that was asked for by name */
export function forwardingFamilies(facts: Facts, asked: readonly Family[]): readonly Family[] {
  const missing = asked.find((family) => isForwarding(facts, family) === undefined)
  if (missing === undefined || asked.length > 1)
    return asked.filter((family) => isForwarding(facts, family) !== undefined)
  throw new CtnetError('missing', 'no-family', `this kernel has no IPv${missing}`, {
    hint: 'boot it without ipv6.disable=1',
  })
}

/**
 * Sets whether the host forwards IP packets, the second of the document's three factors ("Communication between
 * containers"). Off gives back what was before, where ctnet switched it on.
 *
 * @throws exit 4 where somebody needs it
 */
export function forward(facts: Facts, { on, families, names, force }: ForwardIntent): Plan<Forwarding[]> {
  if (!on && !force) refuseNeeded(facts, families, names)
  const build: Step[] = []
  const notes: string[] = []
  for (const family of families) {
    const known = after(facts, build)
    const steps = on ? lastingly(known, family) : switchOff(known, family)
    build.push(...steps)
    if (isForwarding(known, family) !== on) continue
    const stays = on && steps.length > 0
    notes.push(
      `IPv${family} forwarding is ${on ? 'on' : 'off'} already${stays ? ', and stays so from now on' : ''}`,
    )
  }
  const done = after(facts, build)
  return { build, finish: [], notes, result: families.map((family) => forwardingOf(done, family, names)) }
}

/** On, also when no container needs it any more. */
function lastingly(facts: Facts, family: Family): readonly Step[] {
  if (!isForwarding(facts, family)) return switchOn(facts, family, 'hand')
  const kept = keptForwarding(facts, family)
  if (kept?.by !== 'attach') return []
  return [keep(facts, family, { ...kept, by: 'hand' }, 'Let it stay on when no container needs it any more')]
}

function refuseNeeded(facts: Facts, families: readonly Family[], names: ReadonlyMap<Place, string>): void {
  for (const family of families) {
    if (!isForwarding(facts, family)) continue
    const needing = [
      ...engineBridges(facts, family).map(({ name }) => `the containers of ${name}`),
      ...forwardingUsers(facts, family).map(({ place, via }) => `${names.get(place) ?? place} (by ${via})`),
      ...(isForwardingAsked(facts, family) ? ['what is published or masqueraded (ctnet policy)'] : []),
    ]
    if (needing.length === 0) continue
    throw new CtnetError(
      'conflict',
      'forwarding-needed',
      `IPv${family} forwarding can't be switched off: through the host leads the way out of ${listed([...new Set(needing)])}`,
      { hint: 'if they shall reach the host alone: --force' },
    )
  }
}
