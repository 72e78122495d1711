import { COMMANDS } from '../table.ts'
import { SCRIPTS } from './scripts.ts'
import { completionTable } from './table.ts'

/** What the build puts into the program and into `completions/`. */
export async function made() {
  const table = await completionTable(COMMANDS)
  const files = Object.values(SCRIPTS).map(({ file, text }) => ({ file, text: text(table) }))
  return { table, files }
}
