import { defineCommand } from '../../lib/cli/command.ts'
import { type PluginState, statesOf } from '../../lib/plugins/registry.ts'
import { table } from '../../lib/view/table.ts'

export default defineCommand({
  usage: '',
  describe:
    "List the configuration's plugins: where they are, what they declare, and what is wrong with them",
  positionals: {},
  options: {},
  noPlan: true,
  examples: [
    {
      line: 'plugin ls',
      does: 'name, file, version, topologies, and whether it could be loaded',
      world: [],
    },
  ],
  async run(_, { config, output }) {
    const plugins = (await statesOf(config.plugins)).map(asData)
    if (plugins.length === 0) output.note('the configuration names no plugin')
    for (const { error } of plugins) {
      if (error !== undefined) output.warn(`${error.message}; ${error.hint}`)
    }
    const rows = plugins.map(({ name, file = '-', version = '-', topologies, state }) => [
      name,
      file,
      version,
      topologies.join(',') || '-',
      state,
    ])
    output.result(table(rows, ['NAME', 'FILE', 'VERSION', 'TOPOLOGIES', 'STATE']), { plugins })
  },
})

/** In a word, by the error's stable code. */
const STATES: Readonly<Record<string, string>> = { untrusted: 'untrusted', 'code-missing': 'missing' }

function asData(state: PluginState) {
  const { plugin: name, namedIn } = state.name
  if ('plugin' in state) {
    const { file, version, topologies } = state.plugin
    const names = topologies.map((topology) => topology.name)
    return { name, namedIn, file, version, topologies: names, state: 'loaded', error: undefined }
  }
  const { code, message, hint } = state.error
  const file = name.startsWith('/') ? name : undefined
  const error = { code, message, hint }
  return { name, namedIn, file, version: undefined, topologies: [], state: STATES[code] ?? 'broken', error }
}
