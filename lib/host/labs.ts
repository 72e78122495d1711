import { readdirSync, readFileSync } from 'node:fs'
import { OWN_NAMESPACE } from '../model/endpoint.ts'
import { type LabState, labDirectory, labFile } from '../model/lab-state.ts'
import { inodeOf } from './namespaces.ts'

const host = (): number => inodeOf(OWN_NAMESPACE) ?? 0

/** The file that a lab is kept in while it is up. */
export const labPath = (name: string): string => labFile(host(), name)

/** The names of the labs that are up. */
export function labNames(): readonly string[] {
  try {
    return readdirSync(labDirectory(host()))
      .flatMap((file) => (file.endsWith('.json') ? file.slice(0, -'.json'.length) : []))
      .sort()
  } catch {
    return []
  }
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
