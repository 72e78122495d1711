import * as v from 'valibot'
import { checked, named, oneOrMore } from '../../document/shape.ts'
import { listOf, type OneOrMore, type Text } from './written.ts'

/** A text, or a number for its digits. */
export const text = (expects: string, check: (text: string) => unknown = () => undefined): v.GenericSchema =>
  v.pipe(
    v.union([v.string(), v.number()], expects),
    checked((value) => check(String(value))),
  )

/** One text or a list of them, each checked by itself. */
export const texts = (expects: string, check?: (text: string) => unknown): v.GenericSchema =>
  oneOrMore(expects, text(expects, check))

/** One text or a list of them, checked together. */
export const allOf = (expects: string, check: (texts: readonly string[]) => unknown): v.GenericSchema =>
  v.pipe(
    texts(expects, (one) => check([one])) as v.GenericSchema<OneOrMore<Text>>,
    checked((value) => check(listOf(value).map(String))),
  )

/** Texts by name: a number, true or false stands for how it is written. */
export const settings = (expects: string, checkName: (text: string) => unknown): v.GenericSchema =>
  named(
    expects,
    v.pipe(v.string(), checked(checkName)),
    v.union([v.string(), v.number(), v.boolean()], 'a value'),
  )
