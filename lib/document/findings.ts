import type * as v from 'valibot'
import { nearest } from '../model/nearest.ts'
import { quoted } from '../model/text.ts'
import type { FileContent, Path } from './parse.ts'
import type { Problem } from './problem.ts'

export type Wording = Pick<Problem, 'message' | 'hint'>

export interface Words {
  /** What the whole is called: `the configuration`. */
  readonly whole: string
  /** How a key that isn't known is spoken of, where it isn't just a key. */
  readonly unknown?: (path: Path, didYouMean: string | undefined) => Wording | undefined
}

/** What a schema found wrong with a file's content, in ctnet's words, each with its place; of code, with its path. */
export const findings = (
  content: FileContent,
  issues: readonly v.BaseIssue<unknown>[],
  words: Words,
): Problem[] =>
  issues.map((issue) => {
    const path: Path = (issue.path ?? []).map(({ key }) => key as string | number)
    const aboutKey = issue.type === 'never' || issue.path?.at(-1)?.origin === 'key'
    const position = content.positionOf(path, aboutKey ? 'key' : 'value')
    const said = wording(issue, path, words)
    if (position !== undefined || issue.kind === 'schema') return { file: content.file, ...position, ...said }
    return { file: content.file, ...said, message: `${nameOf(path, words)}: ${said.message}` }
  })

function wording(issue: v.BaseIssue<unknown>, path: Path, words: Words): Wording {
  if (issue.type === 'never') return unknownKey(path, issue.message.split('\n'), words)
  // So does valibot tell a key that isn't there from one whose value is wrong (1.5).
  if (issue.type === 'object_with_rest' && issue.expected === `"${path.at(-1)}"`)
    return { message: `${nameOf(path.slice(0, -1), words)} needs ${path.at(-1)}` }
  const [message = '', hint] = issue.message.split('\n')
  if (issue.kind !== 'schema') return { message, hint: hint || undefined }
  return { message: `${nameOf(path, words)} takes ${message}, not ${shown(issue.input)}` }
}

function unknownKey(path: Path, known: readonly string[], words: Words): Wording {
  const key = String(path.at(-1))
  const near = nearest(key, known)
  const hint = near === undefined ? undefined : `did you mean ${near}?`
  return (
    words.unknown?.(path, hint) ?? {
      message: `there is no key ${quoted(key)}${path.length > 1 ? ` in ${nameOf(path.slice(0, -1), words)}` : ''}`,
      hint: hint ?? `it may be ${known.filter((name) => !name.startsWith('$')).join(', ')}`,
    }
  )
}

const nameOf = (path: Path, { whole }: Words): string => (path.length === 0 ? whole : quoted(path.join('.')))

function shown(value: unknown): string {
  if (value === null || value === undefined) return 'nothing'
  if (Array.isArray(value)) return 'a list'
  if (typeof value === 'function') return 'a function'
  return typeof value === 'object' ? 'a mapping' : quoted(String(value))
}
