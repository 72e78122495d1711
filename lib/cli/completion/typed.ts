/** One word as it was typed: quotes and backslashes are taken off, and nothing else is done with what it says. */
export function unquoted(raw: string): string {
  let text = ''
  for (const { c, kind } of characters(raw)) if (kind !== 'mark') text += c
  return text
}

/** A word of a line, with its quotes, and where it begins. */
export interface RawWord {
  readonly raw: string
  readonly start: number
}

/** Cuts a line at the blanks that no quote or backslash protects; the last word is the one at its end, maybe empty. */
export function splitLine(line: string): readonly RawWord[] {
  const words: RawWord[] = []
  let raw = ''
  let index = 0
  for (const { c, kind } of characters(line)) {
    const isBlank = kind === 'bare' && /\s/.test(c)
    if (isBlank && raw !== '') words.push({ raw, start: index - raw.length })
    raw = isBlank ? '' : raw + c
    index++
  }
  return [...words, { raw, start: index - raw.length }]
}

/** What bash leaves as it is of a word that it completes: all before an open quote, else what ends with a break. */
export interface Kept {
  readonly length: number
  /** The quote that is open. */
  readonly quote: '"' | "'" | undefined
}

/** @param breaks the characters that break words (COMP_WORDBREAKS) */
export function keptByBash(raw: string, breaks: string): Kept {
  let length = 0
  let index = 0
  let open: Kept | undefined
  for (const { c, kind } of characters(raw)) {
    index++
    if (kind === 'bare' && breaks.includes(c)) length = index
    else if (kind === 'mark' && (c === '"' || c === "'")) {
      open = open === undefined ? { length: index, quote: c } : undefined
    }
  }
  return open ?? { length, quote: undefined }
}

/** A character of a shell's line: bare, protected by a quote or a backslash, or the mark that protects. */
interface Character {
  readonly c: string
  readonly kind: 'bare' | 'protected' | 'mark'
}

function* characters(text: string): Generator<Character> {
  let quote: string | undefined
  for (let index = 0; index < text.length; index++) {
    const c = text.charAt(index)
    const escapes = quote === undefined || (quote === '"' && /["\\$`]/.test(text.charAt(index + 1)))
    if (c === '\\' && escapes) {
      yield { c, kind: 'mark' }
      index++
      if (index < text.length) yield { c: text.charAt(index), kind: 'protected' }
    } else if (c === quote) {
      quote = undefined
      yield { c, kind: 'mark' }
    } else if (quote === undefined && (c === '"' || c === "'")) {
      quote = c
      yield { c, kind: 'mark' }
    } else yield { c, kind: quote === undefined ? 'bare' : 'protected' }
  }
}
