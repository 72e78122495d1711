import { usageError } from './error.ts'
import { quoted } from './text.ts'

/**
 * Reads words as `ip` has them: each key with its value, or alone where it takes none; what is no key is `first`'s,
 * once. @throws exit 2, with the grammar
 */
export function readWords(
  words: readonly string[],
  {
    keys,
    flags,
    first,
    grammar,
  }: {
    readonly keys: Readonly<Record<string, string>>
    readonly flags: readonly string[]
    /** What a word may be that is no key; nothing: none may. */
    readonly first?: string
    readonly grammar: string
  },
): ReadonlyMap<string, string> {
  const read = new Map<string, string>()
  const put = (key: string, value: string) => {
    if (read.has(key)) throw usageError(`${quoted(key)} is given twice`, grammar)
    read.set(key, value)
  }
  const left = [...words]
  while (left.length > 0) {
    const word = left.shift() ?? ''
    const key = Object.hasOwn(keys, word) ? keys[word] : undefined
    if (key !== undefined) {
      const value = left.shift()
      if (value === undefined) throw usageError(`a value is missing after ${quoted(word)}`, grammar)
      put(key, value)
    } else if (flags.includes(word)) put(word, '')
    else if (first !== undefined && !read.has(first)) put(first, word)
    else throw usageError(`${quoted(word)} is no word that fits here`, grammar)
  }
  return read
}

/** The family that `-4` or `-6` among the words says. @throws exit 2 for both */
export function familyWord(read: ReadonlyMap<string, string>): 4 | 6 | undefined {
  if (read.has('-4') && read.has('-6')) throw usageError('-4 and -6: which?', 'leave one out')
  if (read.has('-4')) return 4
  return read.has('-6') ? 6 : undefined
}

/** A number in its bounds. @throws exit 2 */
export function parseNumber(what: string, text: string, largest: number): number {
  const number = /^\d{1,10}$/.test(text) ? Number(text) : Number.NaN
  if (number <= largest) return number
  throw usageError(`${quoted(text)} is no ${what}`, `give a number from 0 to ${largest}`)
}

/** What is done to an entry of a table of the kernel's. */
export type Verb = 'add' | 'replace' | 'del'

/** @throws exit 2 */
export function parseVerb(text: string, what: string): Verb {
  if (text === 'add' || text === 'replace' || text === 'del') return text
  throw usageError(`${quoted(text)} is nothing that can be done to a ${what}`, 'give add, replace, del or ls')
}
