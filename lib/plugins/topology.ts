import { CtnetError, usageError } from '../model/error.ts'
import type { Lab } from '../model/lab.ts'
import { nearest } from '../model/nearest.ts'
import { listed, quoted } from '../model/text.ts'
import type { AnyTopology, LabBody, TopologyOption } from '../model/topology.ts'
import { bodyFault } from './body.ts'
import { pluginError } from './error.ts'

/** An option of the command line, as a command declares its own. */
export interface TopologyFlag {
  readonly type: 'string' | 'boolean'
  readonly requiresArg?: true
  readonly describe: string
  /** Throws where the text is no value for it. */
  readonly check: (text: string) => unknown
  /** The values that it may have, if only some. */
  readonly completes?: readonly string[]
}

const optionsOf = (topology: AnyTopology): [string, TopologyOption][] =>
  Object.entries(topology.options as Record<string, TopologyOption>)

/** A topology's options as those of `ctnet up`. */
export const flagsFor = (topology: AnyTopology): Readonly<Record<string, TopologyFlag>> =>
  Object.fromEntries(
    optionsOf(topology).map(([name, option]): [string, TopologyFlag] => [
      name,
      {
        describe: describeOption(option),
        check: (text) => parseValue(name, option, text),
        ...('choices' in option && option.choices !== undefined && { completes: option.choices.map(String) }),
        ...(option.type === 'boolean' ? { type: 'boolean' } : { type: 'string', requiresArg: true }),
      },
    ]),
  )

/** What it is, what it may be, and what it is unless given. */
function describeOption(option: TopologyOption): string {
  const may = 'choices' in option && option.choices !== undefined ? `: ${option.choices.join(', ')}` : ''
  const unless = option.default === undefined || option.default === false ? '' : ` (${option.default})`
  return `${option.describe}${may}${unless}`
}

/**
 * The values that `build` gets: those that were given, as the command line has them (text, or true and false), and the
 * defaults. @throws exit 2 where one is no value for its option, or for no option at all
 */
export function valuesFor(
  topology: AnyTopology,
  given: Readonly<Record<string, unknown>>,
): Readonly<Record<string, unknown>> {
  const options = optionsOf(topology)
  const known = options.map(([name]) => name)
  for (const name of Object.keys(given)) {
    if (known.includes(name) || given[name] === undefined) continue
    const near = nearest(name, known)
    throw usageError(
      `the topology ${topology.name} has no option ${quoted(name)}`,
      near === undefined ? `see which it has: ctnet topology show ${topology.name}` : `did you mean ${near}?`,
    )
  }
  return Object.fromEntries(
    options.map(([name, option]) => {
      const value = given[name]
      const otherwise = option.type === 'boolean' ? (option.default ?? false) : option.default
      return [name, value === undefined ? otherwise : parseValue(name, option, String(value))]
    }),
  )
}

/**
 * The lab that a topology makes of these options, as they were given.
 * @throws exit 2 where one is no value for its option, or where what the topology makes is no lab
 * @param file the plugin's, where the topology isn't ctnet's own
 */
export function buildTopology(
  topology: AnyTopology,
  given: Readonly<Record<string, unknown>>,
  name: string,
  file?: string,
): Lab {
  const body = built(topology, valuesFor(topology, given), file ?? `plugins/${topology.name}.ts`)
  return { ...body, name }
}

function built(topology: AnyTopology, values: Readonly<Record<string, unknown>>, file: string): LabBody {
  const hint = `see its options: ctnet topology show ${topology.name}`
  let body: unknown
  try {
    body = topology.build(values)
  } catch (error) {
    if (error instanceof CtnetError) throw error
    const message = error instanceof Error ? error.message : String(error)
    throw pluginError(file, `can't build the topology ${topology.name}: ${message}`, hint)
  }
  const fault = bodyFault(body)
  if (fault === undefined) return body as LabBody
  throw pluginError(file, `builds no lab of the topology ${topology.name}: ${fault}`, hint)
}

/** @throws exit 2 */
export function parseValue(name: string, option: TopologyOption, text: string): string | number | boolean {
  if (option.type === 'boolean') {
    if (text === 'true' || text === 'false') return text === 'true'
    throw usageError(`--${name} takes true or false, not ${quoted(text)}`)
  }
  const value = option.type === 'number' ? parseNumber(name, option.fraction ?? false, text) : text
  const choices: readonly (string | number)[] | undefined = option.choices
  if (choices !== undefined && !choices.includes(value)) {
    const near = nearest(text, choices.map(String))
    throw usageError(
      `--${name} can't be ${quoted(text)}`,
      near === undefined ? `it may be ${listed(choices.map(String), 'or')}` : `did you mean ${near}?`,
    )
  }
  if (option.type === 'number') refuseOutside(name, option, Number(value))
  return value
}

function parseNumber(name: string, fraction: boolean, text: string): number {
  const form = fraction ? /^-?\d{1,15}(\.\d{1,15})?$/ : /^-?\d{1,15}$/
  if (form.test(text)) return Number(text)
  throw usageError(`--${name} takes a ${fraction ? '' : 'whole '}number, not ${quoted(text)}`)
}

function refuseOutside(name: string, { min, max }: { min?: number; max?: number }, value: number): void {
  if (min !== undefined && value < min) throw usageError(`--${name} is at least ${min}, not ${value}`)
  if (max !== undefined && value > max) throw usageError(`--${name} is at most ${max}, not ${value}`)
}
