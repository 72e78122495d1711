import { usageError } from '../model/error.ts'
import { quoted } from '../model/text.ts'

/** `NAME=VALUE` of `--set`: a variable of a lab file. @throws exit 2 */
export function parseSetting(text: string): readonly [name: string, value: string] {
  const equals = text.indexOf('=')
  if (equals > 0) return [text.slice(0, equals), text.slice(equals + 1)]
  throw usageError(`${quoted(text)} sets no variable`, 'write NAME=VALUE, like slow=20ms')
}

/** The option of the commands that may read a lab file. */
export const SET_OPTION = {
  type: 'string',
  array: true,
  requiresArg: true,
  describe: 'NAME=VALUE: a variable of a lab file',
  check: parseSetting,
} as const
