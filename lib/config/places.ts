import { existsSync, readFileSync } from 'node:fs'
import { homedir } from 'node:os'
import { basename, dirname, join } from 'node:path'

const DATA = ['', '.json', '.yaml', '.yml']
const CODE = ['.js', '.ts', '.cjs', '.mjs', '.cts', '.mts']

/** Where a folder may have its configuration, as cosmiconfig has it (9.0.2), and in TypeScript's other forms; the first one that is there counts. */
export const SEARCH_PLACES: readonly string[] = [
  'package.json',
  ...[...DATA, ...CODE].map((form) => `.ctnetrc${form}`),
  ...[...DATA, ...CODE].map((form) => `.config/ctnetrc${form}`),
  ...CODE.map((form) => `ctnet.config${form}`),
]

/** The key under which a file of many tools has ctnet's configuration. */
export const keyInside = (file: string): string | undefined =>
  basename(file) === 'package.json' ? 'ctnet' : undefined

/**
 * Whether a search could find anything, which mostly it can't: looking costs half a millisecond, and loading what
 * searches costs ten. It looks in more folders than the search, never in fewer.
 */
export function couldFind(from: string): boolean {
  const own = process.env.XDG_CONFIG_HOME || join(homedir(), '.config')
  if (existsSync(join(own, 'ctnet'))) return true
  for (let folder = from; ; folder = dirname(folder)) {
    if (SEARCH_PLACES.some((place) => isCandidate(join(folder, place)))) return true
    if (folder === dirname(folder)) return false
  }
}

function isCandidate(file: string): boolean {
  if (!existsSync(file)) return false
  const key = keyInside(file)
  return key === undefined || mentions(file, key)
}

function mentions(file: string, key: string): boolean {
  try {
    return readFileSync(file, 'utf8').includes(`"${key}"`)
  } catch {
    // The search knows what to make of it.
    return true
  }
}
