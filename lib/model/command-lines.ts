/** A line of a file of command lines, cut into words as a shell does. */
export interface CommandLine {
  /** That it begins in, from 1. */
  readonly line: number
  readonly words: readonly string[]
}

/** What is wrong with such a file, and where. */
export class CommandLineFault extends Error {
  readonly line: number

  constructor(line: number, message: string) {
    super(message)
    this.line = line
  }
}

/** What means more to a shell than itself; no shell reads this. */
const OPERATORS = /[;|&<>()$`]/

/**
 * Cuts a text into command lines: words between blanks, 'single' and "double" quotes, a backslash before what is meant as it
 * is, and at a line's end where it goes on in the next one; what follows a `#` at the beginning of a word is for people.
 *
 * @throws CommandLineFault for a quote that isn't closed, and for what only a shell could do
 */
export function commandLines(text: string): readonly CommandLine[] {
  const found: CommandLine[] = []
  const physical = text.split(/\r?\n/)
  for (let index = 0; index < physical.length; index++) {
    const line = index + 1
    const reader = new WordReader(line)
    while (reader.read(physical[index] ?? '') && index + 1 < physical.length) index++
    const words = reader.end()
    if (words.length > 0) found.push({ line, words })
  }
  return found
}

/** Reads one line, however many lines of the file it goes on for. */
class WordReader {
  readonly #words: string[] = []
  #word: string | undefined
  #line: number

  constructor(line: number) {
    this.#line = line - 1
  }

  /** Whether the line goes on in the next one. */
  read(text: string): boolean {
    this.#line++
    let at = 0
    while (at < text.length) {
      const char = text[at] as string
      if (char === '\\') {
        if (at + 1 === text.length) return true
        this.#add(text[at + 1] as string)
        at += 2
      } else if (char === "'" || char === '"') {
        at = this.#quoted(text, at, char)
      } else if (char === ' ' || char === '\t') {
        this.#close()
        at++
      } else if (char === '#' && this.#word === undefined) {
        return false
      } else {
        this.#refuseOperator(char)
        this.#add(char)
        at++
      }
    }
    return false
  }

  end(): readonly string[] {
    this.#close()
    return this.#words
  }

  /** Where the text goes on behind the quote that begins there. */
  #quoted(text: string, start: number, quote: string): number {
    this.#add('')
    for (let at = start + 1; at < text.length; at++) {
      const char = text[at] as string
      if (char === quote) return at + 1
      if (quote === '"' && char === '\\' && /["\\$`]/.test(text[at + 1] ?? '')) {
        at++
        this.#add(text[at] as string)
        continue
      }
      if (quote === '"' && /[$`]/.test(char)) this.#refuseOperator(char)
      this.#add(char)
    }
    throw new CommandLineFault(this.#line, `the quote ${quote} isn't closed in its line`)
  }

  #refuseOperator(char: string): void {
    if (!OPERATORS.test(char)) return
    throw new CommandLineFault(this.#line, `no shell reads this, so ${char} can't mean what it would there`)
  }

  #add(text: string): void {
    this.#word = (this.#word ?? '') + text
  }

  #close(): void {
    if (this.#word !== undefined) this.#words.push(this.#word)
    this.#word = undefined
  }
}
