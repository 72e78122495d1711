import { resolve } from 'node:path'
import { couldFind, keyInside } from './places.ts'
import { readConfigFile } from './read-file.ts'
import type { Located } from './source.ts'

/** The project's configuration file: the one that is named, else the nearest. @throws exit 2 or 5 */
export async function readProject(named: string | undefined, from: string): Promise<Located | undefined> {
  if (named !== undefined) return readNamed(resolve(from, named))
  if (!couldFind(from)) return undefined
  const { searchProject } = await import('./search.ts')
  return searchProject(from)
}

const readNamed = (file: string): Located => ({ file, text: readConfigFile(file), inside: keyInside(file) })
