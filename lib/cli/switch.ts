import { usageError } from '../model/error.ts'
import { quoted } from '../model/text.ts'

/** `on` or `off`. @throws exit 2 */
export function parseSwitch(text: string): boolean {
  if (text === 'on' || text === 'off') return text === 'on'
  throw usageError(`${quoted(text)} is neither on nor off`, 'write on or off')
}
