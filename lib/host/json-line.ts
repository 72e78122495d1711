/**
 * A line of `ip -j` or `tc -j`. It leaves holes, `{}`, for links of other kinds; and it doesn't escape control characters,
 * which a container may put into its interfaces' names and aliases (iproute2 6.1, lib/json_writer.c, jsonw_puts).
 */
export const parseJsonLine = (line = '[]'): unknown[] =>
  (JSON.parse(line.replace(CONTROL, escaped)) as unknown[]).filter(
    (item) => Object.keys(item as object).length > 0,
  )

const CONTROL = /\p{Cc}/gu
const escaped = (character: string): string =>
  `\\u${(character.codePointAt(0) ?? 0).toString(16).padStart(4, '0')}`
