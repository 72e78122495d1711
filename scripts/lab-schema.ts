// Prints the grammar of lab files as JSON Schema, which `npm run build` puts into docs/.
import { labJsonSchema } from '../lib/lab/file/json-schema.ts'

process.stdout.write(`${JSON.stringify(labJsonSchema(), undefined, 2)}\n`)
