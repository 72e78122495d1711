import { readFileSync } from 'node:fs'
import { OWN_NAMESPACE } from '../model/endpoint.ts'
import { LAB_DIRECTORY, type LabState, labFile } from '../model/lab-state.ts'
import { inodeOf } from './namespaces.ts'
import { namesIn } from './vanishing.ts'

const host = (): number => inodeOf(OWN_NAMESPACE) ?? 0

/** The file that a lab is kept in while it is up. */
export const labPath = (name: string): string => labFile(host(), name)

/** The names of the labs that are up. */
export function labNames(): readonly string[] {
  const start = `${host()}.`
  return namesIn(LAB_DIRECTORY)
    .flatMap((file) =>
      file.startsWith(start) && file.endsWith('.json') ? file.slice(start.length, -'.json'.length) : [],
    )
    .sort()
}

/** The lab of that name, if it is up. */
export function readLabState(name: string): LabState | undefined {
  try {
    return JSON.parse(readFileSync(labPath(name), 'utf8'))
  } catch (error) {
    if (['ENOENT', 'ENOTDIR', 'EACCES'].includes((error as NodeJS.ErrnoException).code ?? ''))
      return undefined
    throw error
  }
}
