import { asJsonSchema } from '../document/json-schema.ts'
import type { CommandFlags } from './flags.ts'
import { schemaFor } from './schema.ts'

/** The schema of a configuration file as JSON Schema. */
export const jsonSchema = (commands: CommandFlags) => asJsonSchema(schemaFor(commands))
