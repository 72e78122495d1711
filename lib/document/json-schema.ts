import { type JsonSchema, toJsonSchema } from '@valibot/to-json-schema'
import type * as v from 'valibot'

/**
 * A schema as JSON Schema, in which a value of a few may be written in another way too. What only code can check (is it an
 * address?) is not in it.
 */
export const asJsonSchema = (schema: v.GenericSchema, instead?: JsonSchema): JsonSchema =>
  toJsonSchema(schema, {
    errorMode: 'ignore',
    overrideSchema: ({ valibotSchema: { type }, jsonSchema }) => {
      if (type === 'object_with_rest') return { ...jsonSchema, additionalProperties: false }
      const isOneOfFew = type === 'boolean' || type === 'picklist'
      return isOneOfFew && instead !== undefined ? { anyOf: [jsonSchema, instead] } : undefined
    },
  })
