import * as v from 'valibot'
import { findings, type Wording } from '../document/findings.ts'
import type { FileContent, Path } from '../document/parse.ts'
import { type Problem, problemsError } from '../document/problem.ts'
import { quoted } from '../model/text.ts'
import type { PluginName } from './config.ts'
import { CONFIGURATION, parseSource } from './document.ts'
import type { CommandFlags } from './flags.ts'
import { merge, type Table } from './merge.ts'
import { type Combined, pluginNames } from './plugin-names.ts'
import { schemaFor } from './schema.ts'
import type { Source } from './source.ts'

/**
 * Reads the files, each checked by itself, and puts each above the one before; their plugins are loaded side by side.
 * @throws exit 2, with all that is wrong
 */
export function readSources(sources: readonly Source[], commands: CommandFlags): Combined {
  const schema = schemaFor(commands)
  const problems: Problem[] = []
  const plugins: PluginName[] = []
  let merged: Table = {}
  for (const source of sources) {
    const content = contentOf(source)
    const result = v.safeParse(schema, content.data ?? {})
    if (result.success) {
      if (result.output.docker?.restart !== undefined && 'text' in source && !source.system)
        problems.push({ file: source.file, ...content.positionOf(RESTART, 'key'), ...ONLY_SYSTEM })
      plugins.push(...pluginNames(result.output.plugins, source))
      merged = merge(merged, { ...result.output })
    }
    problems.push(
      ...findings(content, result.issues ?? [], { whole: CONFIGURATION.what, unknown: unknownDefault }),
    )
  }
  if (problems.length > 0) throw problemsError(CONFIGURATION, problems)
  return { ...merged, plugins }
}

const RESTART = ['docker', 'restart']

/** Root runs it: data that lies in a working folder isn't root's; code that is loaded is trusted. */
const ONLY_SYSTEM = {
  message: "docker.restart is a command that root runs: it counts in the system's configuration only",
  hint: 'write it into /etc/ctnet/config.yaml',
}

const contentOf = (source: Source): FileContent =>
  'text' in source ? parseSource(source) : { ...source, positionOf: () => undefined }

/** Below `defaults`, keys are commands and their options. */
function unknownDefault(path: Path, didYouMean: string | undefined): Wording | undefined {
  const key = String(path.at(-1))
  const [section, command] = path
  if (section !== 'defaults') return undefined
  if (path.length === 2) {
    return {
      message: `there is no command ${quoted(key)}`,
      hint: didYouMean ?? 'see which there are: ctnet --help',
    }
  }
  return {
    message: `ctnet ${command} has no option ${quoted(key)} that takes a default`,
    hint: didYouMean ?? `see which there are: ctnet ${command} --help`,
  }
}
