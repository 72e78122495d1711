import type { Path } from '../../document/parse.ts'
import type { Problem } from '../../document/problem.ts'
import { isTable, type Layer } from './source.ts'
import { type LabWritten, listOf } from './written.ts'

type Table = Readonly<Record<string, unknown>>

/** What is put one behind the other, file by file. */
const LISTS = ['links', 'expect'] as const

/** Several files as one lab, and where each thing of it stands. */
export interface Merged {
  readonly lab: LabWritten
  /** Something that is wrong at a path of the lab's. */
  readonly problemAt: (path: Path, said: Pick<Problem, 'message' | 'hint'>, part?: 'key' | 'value') => Problem
}

/** A file that was found right, with its variables' values. */
export interface CheckedLayer extends Layer {
  readonly written: LabWritten
}

/** Puts each file above the one before. */
export function mergeLayers(layers: readonly CheckedLayer[]): Merged {
  const lab = layers.map(({ written }) => written as Table).reduce(mergeTop, {}) as LabWritten
  return {
    lab,
    problemAt(path, said, part = 'value') {
      const { layer, at } = origin(layers, path)
      return { file: layer?.file ?? '', ...said, ...layer?.positionOf(at, part) }
    },
  }
}

const isList = (key: unknown): key is (typeof LISTS)[number] => LISTS.some((list) => list === key)

function mergeTop(lower: Table, upper: Table): Table {
  const merged = merge(lower, upper)
  const lists = LISTS.map((key) => [
    key,
    [...listOf(lower[key] as unknown), ...listOf(upper[key] as unknown)],
  ])
  return { ...merged, ...Object.fromEntries(lists) }
}

/** Key by key; where both say something, a list too, the upper one holds. Nothing said leaves what is there. */
function merge(lower: Table, upper: Table): Table {
  const merged: Record<string, unknown> = { ...lower }
  for (const [key, value] of Object.entries(upper)) {
    const under = merged[key]
    if (value === null && isTable(under)) continue
    merged[key] = isTable(under) && isTable(value) ? merge(under, value) : value
  }
  return merged
}

/** The file that says it, and where. */
function origin(
  layers: readonly CheckedLayer[],
  path: Path,
): { readonly layer: CheckedLayer | undefined; readonly at: Path } {
  const [top, index, ...rest] = path
  if (isList(top) && typeof index === 'number') {
    let first = 0
    for (const layer of layers) {
      const count = listOf<unknown>(layer.written[top]).length
      if (index < first + count) return { layer, at: [top, index - first, ...rest] }
      first += count
    }
  }
  const upmost = layers.toReversed()
  for (let length = path.length; length > 0; length--) {
    const layer = upmost.find(({ written }) => has(written, path.slice(0, length)))
    if (layer !== undefined) return { layer, at: path }
  }
  return { layer: upmost[0], at: path }
}

function has(data: unknown, path: Path): boolean {
  let here = data
  for (const step of path) {
    if (typeof step === 'number' && !Array.isArray(here)) return step === 0 && here !== undefined
    if (typeof here !== 'object' || here === null || !Object.hasOwn(here, step)) return false
    here = (here as Table)[step]
  }
  return true
}
