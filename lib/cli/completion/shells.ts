import type { Answer, Candidate } from './candidate.ts'
import { keptByBash, splitLine, unquoted } from './typed.ts'

/** How a shell asks, and how it is answered. */
interface Shell {
  /** The words after `ctnet` up to the cursor, from what the shell hands over. */
  words(given: readonly string[]): readonly string[]
  /** The answer, a line each, the first of which says what else is to be done. */
  lines(answer: Answer, given: readonly string[]): readonly string[]
}

/** The first line: whether the shell is to go on by itself. */
function order({ files, program }: Answer): string {
  if (program !== undefined) return `program ${program}`
  return files ? 'files' : 'words'
}

/** Hands over COMP_WORDBREAKS and the line up to the cursor; chooses nothing, and puts in what it gets as it is. */
const bash: Shell = {
  words: ([, line = '']) =>
    splitLine(line)
      .slice(1)
      .map(({ raw }) => unquoted(raw)),
  lines: (answer, [breaks = '', line = '']) => {
    const words = splitLine(line)
    const { raw = '' } = words.at(-1) ?? {}
    const { length, quote } = keptByBash(raw, breaks)
    const typed = unquoted(raw)
    const kept = unquoted(raw.slice(0, quote === undefined ? length : length - 1)).length
    const fitting = answer.candidates.filter(({ word }) => word.startsWith(typed))
    // Where the program begins in the line: bash counts words in its own way.
    const program = answer.program === undefined ? undefined : words[answer.program + 1]?.start
    const isOpen = fitting.length === 1 && fitting[0]?.open
    return [
      isOpen ? 'open' : order({ ...answer, ...(program !== undefined && { program }) }),
      ...fitting.map(({ word }) => quotedBy(quote, word.slice(kept))),
    ]
  },
}

function quotedBy(quote: '"' | "'" | undefined, text: string): string {
  if (quote === "'") return text.replaceAll("'", "'\\''")
  return quote === '"'
    ? text.replace(/["\\$`]/g, '\\$&')
    : text.replace(/[^\w.,:=@/%+\-\u0080-\uffff]/g, '\\$&')
}

/** Hands over the words, the last one up to the cursor; quotes and chooses by itself. */
const zsh: Shell = {
  words: (given) => given.map(unquoted),
  lines: (answer) => [order(answer), ...answer.candidates.map(zshLine)],
}

const zshLine = (candidate: Candidate): string => `${candidate.open ? '+' : '='}${zshWord(candidate)}`

/** As `_describe` takes it, which cuts at the first colon that no backslash protects. */
export const zshWord = ({ word, describe }: Candidate): string =>
  `${word.replace(/[\\:]/g, '\\$&')}${describe ? `:${describe}` : ''}`

/** Hands over the words without quotes, but for the last one; quotes and chooses by itself. */
const fish: Shell = {
  words: (given) => [...given.slice(0, -1), unquoted(given.at(-1) ?? '')],
  lines: (answer) => [
    order(answer),
    ...answer.candidates.map(({ word, describe }) => (describe ? `${word}\t${describe}` : word)),
  ],
}

export const SHELLS = { bash, zsh, fish } as const satisfies Record<string, Shell>
export type ShellName = keyof typeof SHELLS
