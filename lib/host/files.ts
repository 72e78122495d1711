import { readFileSync } from 'node:fs'

/** The texts of those of the files that are there. @throws what open(2) says of one that may not be read */
export const readFiles = (paths: readonly string[]): Readonly<Record<string, string>> =>
  Object.fromEntries(
    paths.flatMap((path) => {
      const text = textOf(path)
      return text === undefined ? [] : [[path, text]]
    }),
  )

function textOf(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8')
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    if (code === 'ENOENT' || code === 'ENOTDIR') return undefined
    throw error
  }
}
