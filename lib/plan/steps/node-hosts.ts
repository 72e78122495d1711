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

/**
 * Gives namespaces a hosts file each, all of one text, which `ip netns exec` shows their programs (ip-netns(8)); taken back,
 * they have the text of before, or none.
 */
export function writeHosts(namespaces: readonly string[], text: string, before?: string): Step {
  const removal = removeHosts(namespaces)
  const write = (to: string): Command => shell(WRITE, directoriesOf(namespaces), to)
  return {
    in: HOST,
    run: [write(text)],
    effect: (facts) => facts,
    why: "Tell the nodes each other's names",
    undo:
      before === undefined ? removal : { ...removal, run: [write(before)], why: 'Tell them the old names' },
  }
}

/** Removes them. */
export const removeHosts = (namespaces: readonly string[]): Undoing => ({
  in: HOST,
  run: [shell(REMOVE, directoriesOf(namespaces))],
  effect: (facts) => facts,
  why: 'Forget the names of the nodes',
  guard: { kind: 'check', in: HOST, argv: ['test', '-d', NETNS_FILES_DIRECTORY], says: 'yes' },
})
