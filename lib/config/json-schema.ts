import { toJsonSchema } from '@valibot/to-json-schema'
import type { CommandFlags } from './flags.ts'
import { schemaFor } from './schema.ts'

/** The schema of a configuration file as JSON Schema. What only code can check (is it an address?) is not in it. */
export const jsonSchema = (commands: CommandFlags) =>
  toJsonSchema(schemaFor(commands), {
    errorMode: 'ignore',
    overrideSchema: ({ valibotSchema, jsonSchema }) =>
      valibotSchema.type === 'object_with_rest' ? { ...jsonSchema, additionalProperties: false } : undefined,
  })
