import { resolve } from 'node:path'
import { refuseCode } from './code-form.ts'
import { couldFind, keyInside } from './places.ts'
import { readConfigFile } from './read-file.ts'
import type { Source } from './source.ts'

/** The project's configuration file: the one that is named, else the nearest. @throws exit 2, 5 or 6 */
export async function readProject(named: string | undefined, from: string): Promise<Source | undefined> {
  if (named !== undefined) return readNamed(resolve(from, named))
  if (!couldFind(from)) return undefined
  const { searchProject } = await import('./search.ts')
  return searchProject(from)
}

function readNamed(file: string): Source {
  refuseCode(file)
  return { file, text: readConfigFile(file), inside: keyInside(file) }
}
