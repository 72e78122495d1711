import { closest, distance } from 'fastest-levenshtein'

/** The one of the known words that was probably meant, if one is near enough; of two or three letters one alone is wrong. */
export function nearest(word: string, known: readonly string[]): string | undefined {
  if (known.length === 0) return undefined
  const near = closest(word, known)
  const most = word.length < 4 ? 1 : Math.max(2, word.length / 3)
  return distance(word, near) <= most ? near : undefined
}
