import { HOST } from '../model/endpoint.ts'
import { usageError } from '../model/error.ts'
import { nearest } from '../model/nearest.ts'
import { listed, quoted } from '../model/text.ts'
import { networkKinds } from '../recipes/networks.ts'

/** Letters, digits, `-` and `_`, so that a name may stand in paths, in `LAB/NODE` and in scripts. */
const NAME = /^[A-Za-z0-9_][A-Za-z0-9_-]*$/

/** @throws exit 2 */
export function checkName(what: 'lab' | 'node', name: string): void {
  if (what === 'node' && (name === HOST || networkKinds.includes(name))) {
    const meaning = name === HOST ? 'the host itself' : 'a kind of network'
    throw usageError(`no node can be called ${name}: that is ${meaning}`, 'give it another name')
  }
  if (NAME.test(name)) return
  throw usageError(`${quoted(name)} can't be a ${what}'s name`, 'use letters, digits, dashes and underscores')
}

/** For a hint: the name that was probably meant, else those that there are. */
export function meant(word: string, known: readonly string[]): string {
  const near = nearest(word, known)
  if (near !== undefined) return `did you mean ${near}?`
  return known.length === 0
    ? 'declare it under nodes'
    : `there are ${listed([...new Set(known)].slice(0, 10))}`
}
