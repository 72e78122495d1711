import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { assertOnlyRootChanges } from '../code/trusted-path.ts'
import { readConfigFile, unreadable } from './read-file.ts'
import type { Located } from './source.ts'

/** The first of them that is there counts. */
const PLACES = ['yaml', 'yml', 'json', 'ts', 'mts', 'cts', 'js', 'mjs', 'cjs'].map((form) => `config.${form}`)

/**
 * The system's configuration file, if there is one. Whoever is root acts on it only if nobody else can have written it.
 * @throws exit 5 where others can, or where it can't be read
 */
export function readSystem(directory: string): Located | undefined {
  const names = entriesOf(directory)
  const place = PLACES.find((name) => names.includes(name))
  if (place === undefined) return undefined
  const file = join(directory, place)
  if (process.geteuid?.() === 0) assertOnlyRootChanges(file)
  return { file, text: readConfigFile(file), inside: undefined, system: true }
}

function entriesOf(directory: string): readonly string[] {
  try {
    return readdirSync(directory)
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code === 'ENOENT') return []
    throw unreadable(directory, cause)
  }
}
