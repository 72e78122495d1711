import {
  type Document,
  isAlias,
  isMap,
  isNode,
  isScalar,
  isSeq,
  LineCounter,
  type Node,
  type Pair,
  parseDocument,
  visit,
  type YAMLMap,
} from 'yaml'
import { type Position, type Problem, problemsError, type Subject } from './problem.ts'

export type Path = readonly (string | number)[]

/** A file's text, or that of which it holds what is meant. */
export interface Text {
  readonly file: string
  readonly text: string
  /** The key of the file's mapping that has what is meant, where it isn't the whole file. */
  readonly inside?: string | undefined
}

/** A file's content as plain data, with the place of everything in it. */
export interface FileContent {
  readonly file: string
  readonly data: unknown
  /** Where a value stands, or its key; of what isn't there, what it would stand in. Nothing in code. */
  positionOf(path: Path, part: 'key' | 'value'): Position | undefined
}

/** JavaScript's own words: in a table, nothing of the user's can be called so. */
const RESERVED = ['__proto__', 'constructor', 'prototype']

/** Parses YAML, of which JSON is a part. @throws exit 2, with all that is wrong */
export function parseText({ file, text, inside }: Text, subject: Subject): FileContent {
  const counter = new LineCounter()
  const document = parseDocument(text, {
    lineCounter: counter,
    prettyErrors: false,
    stringKeys: true,
    merge: true,
  })
  const position = (offset: number): Position => {
    const { line, col } = counter.linePos(offset)
    return { line, column: col }
  }
  const refuse = (problems: readonly { readonly offset: number; readonly message: string }[]) => {
    if (problems.length === 0) return
    throw problemsError(
      subject,
      problems.map(({ offset, message }): Problem => ({ file, message, ...position(offset) })),
    )
  }
  refuse(
    [...document.errors, ...document.warnings].map(({ code, message, pos }) => ({
      offset: pos[0],
      message: code === 'MULTIPLE_DOCS' ? `a second document: ${subject.what} is one` : message,
    })),
  )
  const root = inside === undefined ? document.contents : document.get(inside, true)
  refuse(prepare(document, root))
  return {
    file,
    data: isNode(root) ? plain(root, document, refuse) : undefined,
    positionOf: (path, part) => position(offsetOf(document, root, path, part)),
  }
}

/**
 * Keeps a number as it was written unless that is the plain form of its value (an interface may be called `63e10`),
 * and finds what has no plain form.
 */
function prepare(document: Document, root: unknown): { offset: number; message: string }[] {
  const problems: { offset: number; message: string }[] = []
  if (!isNode(root)) return problems
  visit(root, {
    Scalar(_, scalar) {
      const { value, source } = scalar
      if (typeof value === 'number' && source !== undefined && source !== String(value)) scalar.value = source
    },
    Pair(_, { key }) {
      if (isScalar(key) && RESERVED.includes(String(key.value)))
        problems.push({ offset: startOf(key), message: `${key.value} can't be used as a key` })
    },
    Alias(_, alias) {
      if (alias.resolve(document) === undefined)
        problems.push({ offset: startOf(alias), message: `there is no anchor &${alias.source}` })
    },
  })
  return problems
}

/** The data; aliases that would make it huge are refused by the parser. */
function plain(
  root: Node,
  document: Document,
  refuse: (problems: { offset: number; message: string }[]) => void,
): unknown {
  try {
    return root.toJS(document)
  } catch (error) {
    refuse([{ offset: startOf(root), message: (error as Error).message }])
    throw error
  }
}

/** The offset of a value or a key in the text; of the nearest thing around it where it isn't there. */
function offsetOf(document: Document, root: unknown, path: Path, part: 'key' | 'value'): number {
  let node = root
  let offset = startOf(root)
  for (const [index, step] of path.entries()) {
    const here = resolved(document, node)
    if (isMap(here)) {
      const pair = pairOf(document, here, String(step))
      if (pair === undefined) return offset
      const isKey = part === 'key' && index === path.length - 1
      node = isKey || pair.value === null ? pair.key : pair.value
    } else if (isSeq(here)) {
      node = here.items[Number(step)]
    }
    offset = isNode(node) ? startOf(node) : offset
  }
  return offset
}

const resolved = (document: Document, node: unknown): unknown =>
  isAlias(node) ? node.resolve(document) : node

/** A key of the mapping, its own or one that is merged into it (`<<`). */
function pairOf(document: Document, map: YAMLMap, name: string): Pair | undefined {
  const named = (wanted: string) => map.items.find(({ key }) => isScalar(key) && String(key.value) === wanted)
  const own = named(name)
  const below = own === undefined ? resolved(document, named('<<')?.value) : undefined
  for (const one of isSeq(below) ? below.items : [below]) {
    const merged = resolved(document, one)
    const pair = isMap(merged) ? pairOf(document, merged, name) : undefined
    if (pair !== undefined) return pair
  }
  return own
}

const startOf = (node: unknown): number => (isNode(node) ? (node.range?.[0] ?? 0) : 0)
