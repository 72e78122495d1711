import type { Path } from '../../document/parse.ts'
import type { Problem } from '../../document/problem.ts'
import { usageError } from '../../model/error.ts'
import { nearest } from '../../model/nearest.ts'
import { listed, quoted } from '../../model/text.ts'
import { REFERENCE } from './escape.ts'
import { VARIABLE } from './name.ts'
import { isTable, type Layer } from './source.ts'

export type Scalar = string | number | boolean

/** Values by name. */
export type Variables = ReadonlyMap<string, Scalar>

/**
 * The variables of all files, those that were set elsewhere above them, with what they themselves speak of put in; and what
 * is wrong with them. @throws exit 2 where one is set that no file has
 */
export function variablesOf(
  layers: readonly Layer[],
  set: Readonly<Record<string, string>>,
): { readonly variables: Variables; readonly problems: readonly Problem[] } {
  const written = new Map<string, { readonly value: Scalar; readonly layer: Layer }>()
  for (const layer of layers) {
    const table = isTable(layer.data) && isTable(layer.data.vars) ? layer.data.vars : {}
    for (const [name, value] of Object.entries(table)) {
      if (isScalar(value)) written.set(name, { value, layer })
    }
  }
  for (const [name, text] of Object.entries(set)) {
    const variable = written.get(name)
    if (variable === undefined) throw unknownSet(name, [...written.keys()])
    written.set(name, { ...variable, value: text === 'true' ? true : text === 'false' ? false : text })
  }
  const variables = new Map<string, Scalar>()
  const problems: Problem[] = []
  for (const name of written.keys()) resolve(name, [])
  return { variables, problems }

  function resolve(name: string, speakers: readonly string[]): void {
    const variable = written.get(name)
    if (variable === undefined || variables.has(name)) return
    const { value, layer } = variable
    if (speakers.includes(name)) {
      const circle = [...speakers.slice(speakers.indexOf(name)), name]
      const message = `the variable ${name} is made of itself: ${circle.join(', then ')}`
      problems.push({ file: layer.file, message, ...layer.positionOf(['vars', name], 'value') })
      variables.set(name, value)
      return
    }
    for (const [, escaped, other = ''] of String(value).matchAll(REFERENCE)) {
      if (!escaped) resolve(other, [...speakers, name])
    }
    if (!variables.has(name)) variables.set(name, fill(value, variables))
  }
}

const isScalar = (value: unknown): value is Scalar =>
  typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean'

function unknownSet(name: string, known: readonly string[]) {
  const near = nearest(name, known)
  const hint = near === undefined ? `it has ${listed(known) || 'none'}` : `did you mean ${near}?`
  return usageError(`the lab has no variable ${quoted(name)} to be set`, hint)
}

/** A text with its variables' values; one that is nothing but a variable is its value, `true` or a number too. */
function fill(value: Scalar, variables: Variables): Scalar {
  if (typeof value !== 'string') return value
  const [, whole] = /^\$\{([^}]*)\}$/.exec(value) ?? []
  if (whole !== undefined) return variables.get(whole) ?? value
  return value.replace(REFERENCE, (text, escaped: string, name: string) =>
    escaped ? text.slice(1) : String(variables.get(name) ?? text),
  )
}

/** A file's content with the variables' values put in, but for the keys and the names of files; and what isn't known. */
export function substitute(
  layer: Layer,
  variables: Variables,
): { readonly data: unknown; readonly problems: readonly Problem[] } {
  const problems: Problem[] = []
  const data = walk(layer.data, [], new Set())
  return { data, problems }

  function walk(value: unknown, path: Path, around: ReadonlySet<unknown>): unknown {
    if (around.has(value) || (path.length === 1 && path[0] === 'include')) return value
    const within = new Set(around).add(value)
    if (Array.isArray(value)) return value.map((item, i) => walk(item, [...path, i], within))
    if (isTable(value)) {
      return Object.fromEntries(
        Object.entries(value).map(([key, item]) => [key, walk(item, [...path, key], within)]),
      )
    }
    if (typeof value !== 'string') return value
    for (const [text, escaped, name = ''] of value.matchAll(REFERENCE)) {
      if (!escaped && !variables.has(name)) unknown(text, name, path)
    }
    return fill(value, variables)
  }

  function unknown(text: string, name: string, path: Path): void {
    const near = nearest(name, [...variables.keys()])
    problems.push({
      file: layer.file,
      message: VARIABLE.test(name) ? `there is no variable ${name}` : `${quoted(text)} is no variable`,
      hint:
        near === undefined
          ? `give it a value under vars, or write $${text} to leave it to the shell`
          : `did you mean ${near}?`,
      ...layer.positionOf(path, 'value'),
    })
  }
}
