import { readFileSync, realpathSync } from 'node:fs'
import { dirname, isAbsolute, join, resolve } from 'node:path'
import { isCode } from '../config/code-source.ts'
import { type ReadOptions, readLab } from '../lab/file/read.ts'
import type { LabSource } from '../lab/file/source.ts'
import { CtnetError, usageError } from '../model/error.ts'
import type { Lab } from '../model/lab.ts'
import { quoted } from '../model/text.ts'
import { nearLabFile } from './near-lab-file.ts'

/**
 * The lab of a file that is named on the command line, and of those that it includes; code is run.
 * @throws exit 2 where something is wrong with it, 5 where it can't be read, or is code that root hasn't been told to trust
 */
export const readLabFile = async (name: string, options: Omit<ReadOptions, 'open'> = {}): Promise<Lab> =>
  readLab(await open(name, resolve(name)), { ...options, open: openIncluded })

const openIncluded: ReadOptions['open'] = (name, { file, path }) =>
  open(isAbsolute(name) ? name : join(dirname(file), name), resolve(dirname(path), name))

async function open(file: string, where: string): Promise<LabSource> {
  const { path, text } = read(file, where)
  if (!isCode(path)) return { file, path, text }
  const { loadDefault } = await import('../code/default-export.ts')
  return { file, path, data: await loadDefault(path, 'the lab') }
}

function read(file: string, where: string): { readonly path: string; readonly text: string } {
  try {
    return { path: realpathSync(where), text: readFileSync(where, 'utf8') }
  } catch (cause) {
    const { code, message } = cause as NodeJS.ErrnoException
    const look = `see what is there: ls -ld ${quoted(file)}`
    if (code === 'ENOENT') {
      const near = nearLabFile(file)
      const hint = near === undefined ? `write it, or ${look}` : `did you mean ${quoted(near)}?`
      throw usageError(`there is no lab file ${quoted(file)}`, hint)
    }
    if (code === 'EISDIR' || code === 'ENOTDIR')
      throw usageError(`the lab file ${quoted(file)} is not a file`, look)
    throw new CtnetError('denied', 'lab-unreadable', `the lab file can't be read: ${message}`, {
      hint: look,
      cause,
    })
  }
}
