import { type Endpoint, HOST } from '../model/endpoint.ts'
import { CtnetError } from '../model/error.ts'
import type { Facts } from '../model/facts.ts'
import { listed } from '../model/text.ts'
import { nothingToDo, type Plan } from '../plan/plan.ts'
import { linkNamespace, unlinkNamespace } from '../plan/steps/symlink.ts'

export interface NamespaceResult {
  readonly names: readonly string[]
}

/**
 * Gives a container's namespace a name in /var/run/netns ("How Docker networks a container": `ln -s /proc/$pid/ns/net
 * /var/run/netns/$pid`). @throws exit 4 when the name is another's
 */
export function linkNetns(facts: Facts, endpoint: Endpoint, name: string): Plan<NamespaceResult> {
  const result = { names: [name] }
  const target = endpoint.pid === undefined ? endpoint.path : `/proc/${endpoint.pid}/ns/net`
  const entry = facts.named.find((one) => one.name === name)
  if (endpoint.runtime === HOST) {
    throw new CtnetError('conflict', 'host-network', "the host's own namespace needs no name", {
      hint: 'name a container: ctnet netns link CONTAINER [NAME]',
    })
  }
  if (endpoint.runtime === 'netns' && endpoint.name === name)
    return nothingToDo(result, `that is what ${name} is called already`)
  if (entry?.target === target && !entry.dangling) return nothingToDo(result, `${name} is already linked`)
  if (entry !== undefined && !entry.dangling) {
    throw new CtnetError('conflict', 'name-taken', `there is an entry ${name} in /var/run/netns already`, {
      hint: `choose another name: ctnet netns link ${endpoint.name} NAME`,
    })
  }
  const stale = entry?.target === undefined ? [] : [unlinkNamespace(entry, entry.target)]
  return { build: [...stale, linkNamespace(name, target)], finish: [], result, notes: [] }
}

/** Removes a name that is a symlink; the namespace stays. @throws exit 4 for a name that holds its namespace */
export function unlinkNetns(facts: Facts, name: string): Plan<NamespaceResult> {
  const entry = facts.named.find((one) => one.name === name)
  if (entry === undefined)
    return nothingToDo({ names: [] }, `there is no ${name} in /var/run/netns: nothing to unlink`)
  if (entry.target === undefined) {
    throw new CtnetError('conflict', 'not-a-link', `${name} is no link: it holds its namespace`, {
      hint: `to end the namespace too: ip netns delete ${name}`,
    })
  }
  return { build: [], finish: [unlinkNamespace(entry, entry.target)], result: { names: [name] }, notes: [] }
}

/** Cleans up dangling symlinks, the document's `find -L /var/run/netns -type l -delete`. */
export function cleanNetns(facts: Facts): Plan<NamespaceResult> {
  const dangling = facts.named.flatMap((entry) =>
    entry.dangling && entry.target !== undefined ? [{ entry, target: entry.target }] : [],
  )
  const names = dangling.map(({ entry }) => entry.name)
  if (names.length === 0) return nothingToDo({ names }, 'no dangling link in /var/run/netns')
  return {
    build: [],
    finish: dangling.map(({ entry, target }) => unlinkNamespace(entry, target)),
    result: { names },
    notes: [`dangling: ${listed(names)}`],
  }
}
