import type { Candidate } from './candidate.ts'
import type { CompletionTable } from './table.ts'

/** The commands by their first words, or the second words of those whose first is `group`. */
export function commandNames({ commands }: CompletionTable, group?: string): readonly Candidate[] {
  const entries = Object.entries(commands)
  if (group === undefined) {
    const first = new Set(entries.map(([name]) => name.split(' ')[0] ?? ''))
    return [...first].map((word) => ({
      word,
      describe: commands[word]?.describe ?? following(entries, word),
    }))
  }
  return entries
    .filter(([name]) => name.startsWith(`${group} `))
    .map(([name, { describe }]) => ({ word: name.slice(group.length + 1), describe }))
}

/** The first words of commands of two. */
export const groupsIn = ({ commands }: CompletionTable): readonly string[] => [
  ...new Set(Object.keys(commands).flatMap((name) => (name.includes(' ') ? (name.split(' ')[0] ?? []) : []))),
]

/** The words that may follow, for a group that is no command by itself. */
const following = (entries: readonly (readonly [string, unknown])[], group: string): string =>
  entries.flatMap(([name]) => (name.startsWith(`${group} `) ? name.slice(group.length + 1) : [])).join(', ')
