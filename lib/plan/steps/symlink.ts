import { HOST } from '../../model/endpoint.ts'
import type { Facts, NamedNamespace } from '../../model/facts.ts'
import type { Command, Step, Undoing } from '../step.ts'

/** Where `ip netns` looks for namespaces (ip-netns(8)). */
export const NETNS_DIRECTORY = '/var/run/netns'

const without = (facts: Facts, name: string): Facts => ({
  ...facts,
  named: facts.named.filter((entry) => entry.name !== name),
})

const withEntry = (facts: Facts, entry: NamedNamespace): Facts => ({
  ...facts,
  named: [...without(facts, entry.name).named, entry],
})

const pointTo = (name: string, target: string): Command => ({
  kind: 'exec',
  argv: ['ln', '-s', '-T', '--', target, `${NETNS_DIRECTORY}/${name}`],
})

/** Creates a namespace's entry in /var/run/netns, for `ip netns` to find it by. */
export function linkNamespace(name: string, target: string): Step {
  return {
    in: HOST,
    run: [{ kind: 'exec', argv: ['mkdir', '-p', NETNS_DIRECTORY] }, pointTo(name, target)],
    effect: (facts) => withEntry(facts, { name, target, dangling: false }),
    why: "Create the container's namespace entry for the `ip netns` command",
    undo: unlinkNamespace({ name, target, dangling: false }, target),
  }
}

/** Removes an entry of /var/run/netns that is a symlink, as long as it points where it did. */
export function unlinkNamespace(entry: NamedNamespace, target: string): Undoing {
  const path = `${NETNS_DIRECTORY}/${entry.name}`
  return {
    in: HOST,
    run: [{ kind: 'exec', argv: ['rm', '--', path] }],
    effect: (facts) => without(facts, entry.name),
    why: entry.dangling
      ? 'Clean up a dangling symlink in /var/run/netns'
      : 'Remove the namespace entry; the namespace itself stays',
    guard: { kind: 'symlink', path, target },
    undo: {
      in: HOST,
      run: [pointTo(entry.name, target)],
      effect: (facts) => withEntry(facts, entry),
      why: 'Put the entry back',
      guard: { kind: 'check', in: HOST, argv: ['test', '-L', path], says: 'no' },
    },
  }
}
