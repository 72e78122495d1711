import { CtnetError } from '../model/error.ts'
import { nearest } from '../model/nearest.ts'
import { quoted } from '../model/text.ts'
import type { UnknownWord } from './parse.ts'

/** The error for a word that isn't known, with the one that was probably meant. */
export function didYouMean({ what, word, known, help, meant }: UnknownWord): CtnetError {
  const near = meant ?? nearest(word, known)
  return new CtnetError('usage', 'unknown-word', `${what} ${quoted(word)}`, {
    hint: near === undefined ? help : `did you mean ${near}?`,
  })
}
