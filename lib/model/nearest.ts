import { closest, distance } from 'fastest-levenshtein'

/** The one of the known words that was probably meant, if one is near enough. */
export function nearest(word: string, known: readonly string[]): string | undefined {
  if (known.length === 0) return undefined
  const near = closest(word, known)
  return distance(word, near) <= Math.max(2, word.length / 3) ? near : undefined
}
