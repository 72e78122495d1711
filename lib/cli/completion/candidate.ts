import type { CompletionTable } from './table.ts'

/** The word at the cursor, and what stands before it. */
export interface Asked {
  readonly table: CompletionTable
  readonly typed: string
  /** The positionals before it. */
  readonly before: readonly string[]
  /** All words. */
  readonly words: readonly string[]
}

/** One way to go on with a word. */
export interface Candidate {
  /** The whole word. */
  readonly word: string
  readonly describe?: string | undefined
  /** That more follows in the same word: `web:`. */
  readonly open?: boolean
}

/** What a shell is told. */
export interface Answer {
  readonly candidates: readonly Candidate[]
  /** That the names of files are possible too, which the shell knows best. */
  readonly files?: boolean
  /** That another program's command line begins at that word, which the shell knows best. */
  readonly program?: number
}
