import { extname } from 'node:path'
import type { Located, Source } from './source.ts'

const CODE = ['.js', '.mjs', '.cjs', '.ts', '.mts', '.cts']

/** Whether the file is TypeScript or JavaScript, by its name. */
export const isCode = (file: string): boolean => CODE.includes(extname(file))

/** A file that was found, run if it is code. @throws exit 2 where it fails, 5 where root hasn't been told to trust it */
export async function sourceOf(located: Located): Promise<Source> {
  const { file } = located
  if (!isCode(file)) return located
  const { loadDefault } = await import('../code/default-export.ts')
  return { file, data: await loadDefault(file, 'the configuration') }
}
