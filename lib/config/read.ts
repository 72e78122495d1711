import * as v from 'valibot'
import { nearest } from '../model/nearest.ts'
import { quoted } from '../model/text.ts'
import type { PluginName } from './config.ts'
import { type ConfigDocument, type Path, parseSource } from './document.ts'
import type { CommandFlags } from './flags.ts'
import { merge, type Table } from './merge.ts'
import { type Combined, pluginNames } from './plugin-names.ts'
import { configError, type Problem } from './problem.ts'
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
    const document = documentOf(source)
    const result = v.safeParse(schema, document.data ?? {})
    if (result.success) {
      if (result.output.docker?.restart !== undefined && 'text' in source && !source.system)
        problems.push({ file: source.file, ...document.positionOf(RESTART, 'key'), ...ONLY_SYSTEM })
      plugins.push(...pluginNames(result.output.plugins, source))
      merged = merge(merged, { ...result.output })
    }
    for (const issue of result.issues ?? []) {
      const path: Path = (issue.path ?? []).map(({ key }) => key as string | number)
      const aboutKey = issue.type === 'never' || issue.path?.at(-1)?.origin === 'key'
      const position = document.positionOf(path, aboutKey ? 'key' : 'value')
      problems.push({ file: source.file, ...position, ...wording(issue, path) })
    }
  }
  if (problems.length > 0) throw configError(problems)
  return { ...merged, plugins }
}

const RESTART = ['docker', 'restart']

/** Root runs it: data that lies in a working folder isn't root's; code that is loaded is trusted. */
const ONLY_SYSTEM = {
  message: "docker.restart is a command that root runs: it counts in the system's configuration only",
  hint: 'write it into /etc/ctnet/config.yaml',
}

const documentOf = (source: Source): ConfigDocument =>
  'text' in source ? parseSource(source) : { data: source.data, positionOf: () => undefined }

type Wording = Pick<Problem, 'message' | 'hint'>

/** What the schema found, in ctnet's words. */
function wording(issue: v.BaseIssue<unknown>, path: Path): Wording {
  if (issue.type === 'never') return unknownKey(path, issue.message.split('\n'))
  const [message = '', hint] = issue.message.split('\n')
  if (issue.kind !== 'schema') return { message, hint: hint || undefined }
  return { message: `${nameOf(path)} takes ${message}, not ${shown(issue.input)}` }
}

function unknownKey(path: Path, known: readonly string[]): Wording {
  const key = String(path.at(-1))
  const near = nearest(key, known)
  const hint = near === undefined ? undefined : `did you mean ${near}?`
  const [section, command] = path
  if (section === 'defaults' && path.length === 2) {
    return {
      message: `there is no command ${quoted(key)}`,
      hint: hint ?? 'see which there are: ctnet --help',
    }
  }
  if (section === 'defaults') {
    return {
      message: `ctnet ${command} has no option ${quoted(key)} that takes a default`,
      hint: hint ?? `see which there are: ctnet ${command} --help`,
    }
  }
  return {
    message: `there is no key ${quoted(key)}${path.length > 1 ? ` in ${nameOf(path.slice(0, -1))}` : ''}`,
    hint: hint ?? `it may be ${known.filter((name) => !name.startsWith('$')).join(', ')}`,
  }
}

const nameOf = (path: Path): string => (path.length === 0 ? 'the configuration' : quoted(path.join('.')))

function shown(value: unknown): string {
  if (value === null || value === undefined) return 'nothing'
  if (Array.isArray(value)) return 'a list'
  if (typeof value === 'function') return 'a function'
  return typeof value === 'object' ? 'a mapping' : quoted(String(value))
}
