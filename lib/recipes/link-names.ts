import type { Place } from '../model/endpoint.ts'
import type { Facts } from '../model/facts.ts'
import { type OwnEntry, parseHosts, withEntry, withoutEntries } from '../model/hosts-file.ts'
import type { NameFiles } from '../model/name-files.ts'
import { ownerState, type Policy, policiesOf } from '../model/policy.ts'
import type { Step } from '../plan/step.ts'
import { canWriteHosts, hostsStep } from './name-files.ts'
import { legsOf } from './policy-rules.ts'

/** What ends a line that a link wrote into a hosts file. */
const LINK = 'link'

/** The client of links knows its servers by their aliases, at the addresses that they have now. */
export function nameServers(facts: Facts, place: Place, files: NameFiles): readonly Step[] {
  const links = policiesOf(facts).flatMap((policy) =>
    policy.kind === 'link' && ownerState(facts, policy.client) === place ? policy : [],
  )
  const named = (text: string): string => {
    const known = parseHosts(text).flatMap((one) => (one.owner === LINK ? { ...one, owner: LINK } : []))
    // Where a server's engine doesn't answer, its entries stay as they are.
    const entries = links.flatMap((link) =>
      ownerState(facts, link.server) === 'unknown'
        ? known.filter(({ names }) => names.includes(link.alias))
        : aliasesOf(facts, link),
    )
    // Where they stand doesn't matter.
    const isSo = JSON.stringify(known) === JSON.stringify(entries)
    return isSo ? text : entries.reduce(withEntry, withoutEntries(text, LINK))
  }
  return canWriteHosts(facts, files)
    ? hostsStep(facts, files, named, 'Let the client know its servers by name')
    : []
}

/** The entries for a server, for its addresses on the client's bridges. */
export function aliasesOf(
  facts: Facts,
  { client, server, alias }: Pick<Extract<Policy, { kind: 'link' }>, 'client' | 'server' | 'alias'>,
): readonly OwnEntry[] {
  const bridges = legsOf(facts, client).map(({ bridge }) => bridge)
  return legsOf(facts, server)
    .filter(({ bridge }) => bridges.includes(bridge))
    .map(({ address: { ip } }) => ({ ip, names: [alias], owner: LINK }))
}
