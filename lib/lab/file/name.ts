import { usageError } from '../../model/error.ts'
import { quoted } from '../../model/text.ts'

/** A name that other nodes may know a node by, as in a hosts file (hosts(5), RFC 952). @throws exit 2 */
export function checkHostName(text: string): void {
  if (/^(?=.{1,253}$)[A-Za-z0-9_]([\w-]*\w)?(\.\w([\w-]*\w)?)*$/.test(text)) return
  throw usageError(`${quoted(text)} can't be a host's name`, 'give one like www or www.example.com')
}

/** What `--set` and `${…}` speak of. @throws exit 2 */
export function checkVariableName(text: string): void {
  if (VARIABLE.test(text)) return
  throw usageError(
    `${quoted(text)} can't be a variable's name`,
    'use letters, digits, dashes and underscores, and start with a letter',
  )
}

export const VARIABLE = /^[A-Za-z_][\w-]*$/
