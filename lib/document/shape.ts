import * as v from 'valibot'
import { CtnetError } from '../model/error.ts'

/** A check of the command line's own, whose error becomes the schema's: its message, and in a second line its hint. */
export function checked<T>(check: (value: T) => unknown): v.RawCheckAction<T> {
  return v.rawCheck<T>(({ dataset, addIssue }) => {
    if (!dataset.typed || dataset.issues) return
    try {
      check(dataset.value)
    } catch (error) {
      if (!(error instanceof CtnetError)) throw error
      addIssue({ message: `${error.message}\n${error.hint ?? ''}` })
    }
  })
}

/** What an editor shows of it. */
export const described = (schema: v.GenericSchema, text: string | undefined): v.GenericSchema =>
  text === undefined ? schema : v.pipe(schema, v.description(text))

/** A mapping with these keys only. What doesn't belong there is refused by name, with those that do in the message. */
export const mapping = (
  expects: string,
  entries: Readonly<Record<string, v.GenericSchema>>,
): v.GenericSchema => noList(v.objectWithRest(entries, v.never(Object.keys(entries).join('\n')), expects))

/** A mapping with keys of the user's own. */
export const named = (
  expects: string,
  key: v.GenericSchema<string, string>,
  value: v.GenericSchema,
): v.GenericSchema => noList(v.record(key, value, expects))

/** Several forms of one thing, told apart by what kind of value it is: what is wrong is said of the form that was meant. */
export function either(
  expects: string,
  forms: Readonly<Partial<Record<'text' | 'list' | 'table', v.GenericSchema>>>,
): v.GenericSchema {
  const schema = v.union([...new Set(Object.values(forms))], expects)
  const run: v.GenericSchema['~run'] = (dataset, config) => {
    const { value } = dataset
    const form = Array.isArray(value)
      ? 'list'
      : typeof value === 'object' && value !== null
        ? 'table'
        : 'text'
    return (forms[form] ?? schema)['~run'](dataset, config) as never
  }
  return { ...schema, '~run': run }
}

/** One, or a list of them. */
export const oneOrMore = (expects: string, one: v.GenericSchema): v.GenericSchema =>
  either(`${expects}, or a list of them`, { text: one, table: one, list: v.array(one) })

/** To valibot a list is an object as well. */
function noList(schema: v.GenericSchema): v.GenericSchema {
  const run: v.GenericSchema['~run'] = (dataset, config) => {
    if (!Array.isArray(dataset.value)) return schema['~run'](dataset, config)
    v._addIssue(schema, 'type', dataset, config)
    return dataset as never
  }
  return { ...schema, '~run': run }
}
