import type { Place } from '../model/endpoint.ts'
import type { Facts } from '../model/facts.ts'
import { withEntry, withoutEntries } from '../model/hosts-file.ts'
import { ownerState, policiesOf } from '../model/policy.ts'
import type { Step } from '../plan/step.ts'
import { setFile } from '../plan/steps/file.ts'
import { legsOf } from './policy-rules.ts'

/** What ends a line that a link wrote into a hosts file. */
const LINK = 'link'

/** The client of links knows its servers by their aliases, at the addresses that they have now. */
export function nameServers(facts: Facts, place: Place, path: string): readonly Step[] {
  const before = facts.files?.[path]
  const entries = policiesOf(facts).flatMap((policy) => {
    if (policy.kind !== 'link' || ownerState(facts, policy.client) !== place) return []
    const bridges = legsOf(facts, policy.client).map(({ bridge }) => bridge)
    return legsOf(facts, policy.server)
      .filter(({ bridge }) => bridges.includes(bridge))
      .map(({ address: { ip } }) => ({ ip, names: [policy.alias], owner: LINK }))
  })
  const others = before === undefined ? undefined : withoutEntries(before, LINK)
  const after = entries.length === 0 ? others || undefined : entries.reduce(withEntry, others ?? '')
  if (after === before || (before === '' && after === undefined)) return []
  const alone = place.startsWith('netns:')
  return [
    setFile(
      { path, before, after: alone ? after : (after ?? ''), alone },
      'Let the client know its servers by name',
    ),
  ]
}
