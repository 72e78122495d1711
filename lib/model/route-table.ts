import { usageError } from './error.ts'
import { quoted } from './text.ts'

/** The tables of routes that the kernel itself has, by number (ip-route(8)). */
const NAMES: Readonly<Record<string, string>> = { 253: 'default', 254: 'main', 255: 'local' }

const LARGEST = 2 ** 32 - 1

/** A table as ctnet writes it: by name if it is the kernel's, else by number. */
export const tableName = (number: string): string => NAMES[number] ?? number

/** A table of routes: `main`, `default`, `local`, or a number. @throws exit 2 */
export function parseTable(text: string): string {
  if (Object.values(NAMES).includes(text)) return text
  const number = /^\d{1,10}$/.test(text) ? Number(text) : 0
  if (number >= 1 && number <= LARGEST) return tableName(String(number))
  throw usageError(
    `${quoted(text)} is not a table of routes`,
    `give a number from 1 to ${LARGEST}, or main or default`,
  )
}
