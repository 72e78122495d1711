import { asJsonSchema } from '../../document/json-schema.ts'
import { LAB } from './schema.ts'

/** A text that is nothing but a variable. */
const VARIABLE = { type: 'string', pattern: '^\\$\\{[A-Za-z_][A-Za-z0-9_-]*\\}$' } as const

/** The grammar of lab files as JSON Schema, for editors. */
export const labJsonSchema = () => ({
  title: 'A lab file of ctnet',
  ...asJsonSchema(LAB, VARIABLE),
  patternProperties: { '^x-': {} },
})
