import { type ReadOptions, readLab } from '../../../../lib/lab/file/read.ts'
import { CtnetError, usageError } from '../../../../lib/model/error.ts'
import type { Lab } from '../../../../lib/model/lab.ts'

/** Reads a lab out of files that are texts, the first of which is the lab's. */
export function readFiles(
  files: Readonly<Record<string, string>>,
  options: Omit<ReadOptions, 'open'> = {},
): Promise<Lab> {
  const source = (name: string) => {
    const text = files[name]
    if (text === undefined) throw usageError(`there is no file ${name}`, 'write it')
    return { file: name, path: `/labs/${name}`, text }
  }
  return readLab(source(Object.keys(files)[0] ?? ''), { open: async (name) => source(name), ...options })
}

/** A lab of one file, `lab.yml`. */
export const readText = (text: string, options?: Omit<ReadOptions, 'open'>): Promise<Lab> =>
  readFiles({ 'lab.yml': text }, options)

/** All that is said of it, each error with its hint in a line of its own. */
export async function refusalOf(
  files: Readonly<Record<string, string>> | string,
): Promise<readonly string[]> {
  try {
    await readFiles(typeof files === 'string' ? { 'lab.yml': files } : files)
  } catch (error) {
    if (!(error instanceof CtnetError)) throw error
    const { message, hint, details, exit } = error
    if (exit !== 2) throw error
    return details.length > 0 ? details : [hint === undefined ? message : `${message}; ${hint}`]
  }
  throw new Error('nothing was refused')
}
