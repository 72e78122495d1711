import { closest, distance } from 'fastest-levenshtein'
import { CtnetError } from '../model/error.ts'
import { quoted } from '../model/text.ts'
import type { UnknownWord } from './parse.ts'

/** The error for a word that isn't known, with the one that was probably meant. */
export function didYouMean({ what, word, known, help }: UnknownWord): CtnetError {
  const near = known.length > 0 ? closest(word, [...known]) : ''
  const meant = near !== '' && distance(word, near) <= Math.max(2, word.length / 3)
  return new CtnetError('usage', 'unknown-word', `${what} ${quoted(word)}`, {
    hint: meant ? `did you mean ${near}?` : help,
  })
}
