import { visible } from '../model/text.ts'

const SAFE = /^[\w.,:@/%+=-]+$/

/** A word of a shell script: exactly this text, whatever is in it (POSIX, Shell Command Language 2.2.2). */
export const shellWord = (text: string): string =>
  SAFE.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`

export const shellWords = (argv: readonly string[]): string => argv.map(shellWord).join(' ')

/** A comment of a shell script or of `ip -batch`: one line, whatever is in the text. */
export const shellComment = (text: string): string => `# ${visible(text)}`

/**
 * A word of a line of `ip -batch`, or nothing where that language has no way to say it: it cuts a line at `#`, quoted
 * or not, and a quoted word ends at the next quote (iproute2, lib/utils.c, getcmdline and makeargs).
 */
export function batchWord(text: string): string | undefined {
  if (SAFE.test(text)) return text
  return /["#\\\n\r\0]/.test(text) || text === '' ? undefined : `"${text}"`
}
