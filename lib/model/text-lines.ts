/**
 * A file's text as lines. A text that ends with a line's end has an empty last one, so that the lines, put together
 * again, are the same text.
 */
export const linesOf = (text: string): readonly string[] => text.split('\n')

export const textOf = (lines: readonly string[]): string => lines.join('\n')

/** Lines at the end of a text; whether that ends with a line's end stays as it is. */
export function withLines(lines: readonly string[], more: readonly string[]): readonly string[] {
  return lines.at(-1) === '' ? [...lines.slice(0, -1), ...more, ''] : [...lines, ...more]
}
