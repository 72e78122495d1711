import { usageError } from '../../model/error.ts'
import { quoted } from '../../model/text.ts'

/** What `--set` and `${…}` speak of. @throws exit 2 */
export function checkVariableName(text: string): void {
  if (VARIABLE.test(text)) return
  throw usageError(
    `${quoted(text)} can't be a variable's name`,
    'use letters, digits, dashes and underscores, and start with a letter',
  )
}

export const VARIABLE = /^[A-Za-z_][\w-]*$/
