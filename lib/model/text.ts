const UNPRINTABLE = /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/u
const UNPRINTABLES = new RegExp(UNPRINTABLE, 'gu')

/** Whether the text holds a control, bidirectional or other invisible character. */
export const hasUnprintable = (text: string): boolean => UNPRINTABLE.test(text)

/** The text with invisible characters spelled out, so that no name can play tricks on a terminal. */
export const visible = (text: string): string =>
  text.replace(UNPRINTABLES, (c) => `\\u{${c.codePointAt(0)?.toString(16)}}`)

/** The text in one piece for a message: bare where that is unmistakable, else quoted. */
export const quoted = (text: string): string => (/^[\w.,:@/%+=-]+$/.test(text) ? text : `'${visible(text)}'`)

/** `a`, `a and b`, `a, b and c`. */
export function listed(items: readonly string[], word = 'and'): string {
  if (items.length < 2) return items[0] ?? ''
  return `${items.slice(0, -1).join(', ')} ${word} ${items.at(-1)}`
}

/** `1 node`, `2 nodes`. */
export const counted = (count: number, what: string): string => `${count} ${what}${count === 1 ? '' : 's'}`
