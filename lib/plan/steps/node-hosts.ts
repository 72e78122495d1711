import { HOST } from '../../model/endpoint.ts'
import { NETNS_FILES_DIRECTORY } from '../../model/name.ts'
import type { Command, Step, Undoing } from '../step.ts'

const shell = (text: string, words: readonly string[], input?: string): Command => ({
  kind: 'exec',
  argv: ['sh', '-c', text, 'sh', ...words],
  ...(input !== undefined && { input }),
})

const WRITE =
  'text=$(cat) && mkdir -p -- "$@" && for at; do printf "%s\\n" "$text" >"$at/hosts" || exit 1; done'

const REMOVE = [
  'for at; do rm -f -- "$at/hosts"; rmdir -- "$at" 2>/dev/null || :; done',
  'rmdir -- "$(dirname -- "$1")" 2>/dev/null || :',
].join('; ')

const directoriesOf = (namespaces: readonly string[]): string[] =>
  namespaces.map((name) => `${NETNS_FILES_DIRECTORY}/${name}`)

/** Gives namespaces a hosts file each, all of one text, which `ip netns exec` shows their programs (ip-netns(8)). */
export const writeHosts = (namespaces: readonly string[], text: string): Step => ({
  in: HOST,
  run: [shell(WRITE, directoriesOf(namespaces), text)],
  effect: (facts) => facts,
  why: "Tell the nodes each other's names",
  undo: removeHosts(namespaces),
})

/** Removes them. */
export const removeHosts = (namespaces: readonly string[]): Undoing => ({
  in: HOST,
  run: [shell(REMOVE, directoriesOf(namespaces))],
  effect: (facts) => facts,
  why: 'Forget the names of the nodes',
  guard: { kind: 'check', in: HOST, argv: ['test', '-d', NETNS_FILES_DIRECTORY], says: 'yes' },
})
