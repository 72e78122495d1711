import { existsSync } from 'node:fs'

const ENDINGS = ['.yml', '.yaml', '.json', '.ts', '.mts', '.cts', '.js', '.mjs', '.cjs']

/** The lab file that was probably meant, if one is there: of that name, with another ending. */
export function nearLabFile(word: string): string | undefined {
  const stem = word.replace(/\.[a-z]+$/, '')
  return ENDINGS.map((ending) => `${stem}${ending}`).find((file) => file !== word && existsSync(file))
}
