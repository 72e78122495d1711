import { defineCommand } from '../lib/cli/command.ts'
import { flagsOfAll } from '../lib/cli/flags.ts'
import { findSources } from '../lib/config/load.ts'

export default defineCommand({
  usage: '',
  describe:
    'Show the configuration that is in force, and the files that it comes from; see also: config trust, config untrust',
  positionals: {},
  options: {
    schema: { type: 'boolean', describe: 'print the JSON Schema of a configuration file, for editors' },
  },
  noPlan: true,
  readsConfig: true,
  examples: [
    {
      line: 'config',
      does: 'every file that was found, checked, and what they say together',
      world: [],
    },
    {
      line: 'config --no-config --json',
      does: 'what holds where nothing is configured',
      world: [],
    },
    {
      line: 'config --schema',
      does: 'what may stand in a configuration file',
      world: [],
    },
  ],
  async run(args, { globals, commands: table, output }) {
    const commands = await flagsOfAll(table)
    if (args.schema) {
      const { jsonSchema } = await import('../lib/config/json-schema.ts')
      output.text(`${JSON.stringify(jsonSchema(commands), undefined, 2)}\n`)
      return
    }
    const sources = await findSources(globals)
    const { readSources } = await import('../lib/config/read.ts')
    const { inForce, asYaml } = await import('../lib/config/in-force.ts')
    const config = inForce(readSources(sources, commands))
    const files = sources.map(({ file }) => file)
    output.result([...files.map((file) => `# from ${file}`), ...asYaml(config)], { files, config })
    if (files.length === 0) output.note('no configuration file was found, so this is what holds without one')
  },
})
