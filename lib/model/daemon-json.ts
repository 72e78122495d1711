// The package's main file is UMD, whose `require` no bundler can follow.
import {
  applyEdits,
  modify,
  type Node,
  type ParseError,
  parse,
  parseTree,
  printParseErrorCode,
} from 'jsonc-parser/lib/esm/main.js'
import { usageError } from './error.ts'
import { quoted } from './text.ts'

export type Table = Readonly<Record<string, unknown>>

/** Docker's daemon.json: JSON without comments, one object. Nothing in the file is as good as none. @throws exit 2 */
export function parseDaemonJson(file: string, text: string): Table {
  if (text.trim() === '') return {}
  const errors: ParseError[] = []
  const root = parseTree(text, errors, { disallowComments: true })
  const [first] = errors
  if (first !== undefined) throw wrong(file, text, first.offset, `${inWords(first)}: this is not JSON`)
  if (root?.type !== 'object') throw wrong(file, text, root?.offset ?? 0, 'this is no JSON object')
  const twice = keysOf(root).find((key, index, keys) =>
    keys.slice(0, index).some(({ value }) => value === key.value),
  )
  if (twice !== undefined) {
    throw wrong(file, text, twice.offset, `the key ${quoted(String(twice.value))} is here a second time`)
  }
  return parse(text) as Table
}

const keysOf = ({ children = [] }: Node): Node[] => children.flatMap((pair) => pair.children?.[0] ?? [])

/** `PropertyNameExpected` as `property name expected`. */
const inWords = ({ error }: ParseError): string =>
  printParseErrorCode(error)
    .replace(/(?<=[a-z])[A-Z]/g, ' $&')
    .toLowerCase()

function wrong(file: string, text: string, offset: number, message: string) {
  const lines = text.slice(0, offset).split('\n')
  return usageError(
    `${file}:${lines.length}:${(lines.at(-1)?.length ?? 0) + 1}: ${message}`,
    'put it right first: Docker would not start with it either',
  )
}

/** The text with other values for some keys; one without a value goes. All else stays as it is written. */
export function editDaemonJson(text: string | undefined, changes: Table): string {
  const start = text === undefined || text.trim() === '' ? '{}\n' : text
  return Object.entries(changes).reduce((known, [key, value]) => edited(known, key, value), start)
}

function edited(text: string, key: string, value: unknown): string {
  const eol = text.includes('\r\n') ? '\r\n' : '\n'
  const edits = modify(text, [key], value, {})
  const [added] = edits
  if (added === undefined || added.length > 0) return applyEdits(text, edits)
  if (!added.content.startsWith(',')) return applyEdits(text, modify(text, [key], value, inLines(eol)))
  // Behind the others, each in a line of its own if that is how they stand: the library would lay them out anew.
  const indent = /\n([ \t]*)"/.exec(text)?.[1]
  const gap = indent === undefined ? ' ' : `${eol}${indent}`
  const content = `,${gap}${JSON.stringify(key)}: ${JSON.stringify(value)}`
  return applyEdits(text, [{ ...added, content }])
}

/** How the first key of an object is laid out. */
const inLines = (eol: string) => ({ formattingOptions: { eol, insertSpaces: true, tabSize: 2 } })

/** Whether two values of JSON are the same. */
export const sameValue = (a: unknown, b: unknown): boolean => JSON.stringify(a) === JSON.stringify(b)
