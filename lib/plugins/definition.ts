import { quoted } from '../model/text.ts'
import { API_VERSION, type TopologyOption } from '../model/topology.ts'
import { parseValue } from './topology.ts'

/** What is wrong with a declaration; it goes on after `the plugin FILE`. */
export interface Fault {
  readonly message: string
  readonly hint: string
}

type Table = Readonly<Record<string, unknown>>

const isTable = (value: unknown): value is Table =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

const NAME = /^[a-z][a-z0-9-]*$/

/** What is wrong with what a plugin exports, which may be anything. */
export function faultOf(declared: unknown): Fault | undefined {
  if (!isTable(declared)) {
    return { message: 'exports something that is no topology', hint: 'export default defineTopology({ … })' }
  }
  const { name, describe, apiVersion = 1, options, build } = declared
  if (apiVersion !== API_VERSION) {
    const message = `needs version ${quoted(String(apiVersion))} of ctnet's API, and this ctnet has version ${API_VERSION}`
    return { message, hint: `take a version of the plugin that is made for ${API_VERSION}, or another ctnet` }
  }
  if (typeof name !== 'string' || !NAME.test(name)) {
    return {
      message: `declares a topology without a proper name: ${quoted(String(name))}`,
      hint: 'a name is made of lower case letters, digits and dashes, and begins with a letter',
    }
  }
  const declares = `declares the topology ${name}`
  if (typeof describe !== 'string') {
    return { message: `${declares} without describe`, hint: 'say in one line what it is' }
  }
  if (typeof build !== 'function') {
    return {
      message: `${declares} without build`,
      hint: 'build is a function: options in, nodes and links out',
    }
  }
  if (!isTable(options)) {
    return { message: `${declares} without options`, hint: 'where it has none, write: options: {}' }
  }
  for (const [option, declaration] of Object.entries(options)) {
    const hint = optionFault(option, declaration)
    if (hint !== undefined) return { message: `${declares} with a wrong option ${quoted(option)}`, hint }
  }
  return undefined
}

/** What an option lacks. */
function optionFault(name: string, option: unknown): string | undefined {
  if (!NAME.test(name) || name.length < 2) {
    return "an option's name is made of two or more lower case letters, digits and dashes"
  }
  if (RESERVED.includes(name)) return `--${name} is an option of ctnet's own`
  if (!isTable(option)) return "an option is { type: 'number', default: 3, describe: '…' }"
  const { type, describe, default: unless, choices } = option
  if (type !== 'number' && type !== 'string' && type !== 'boolean') {
    return "its type is 'number', 'string' or 'boolean'"
  }
  if (typeof describe !== 'string') return 'say in describe what it is'
  if (
    choices !== undefined &&
    !(Array.isArray(choices) && choices.every((choice) => typeof choice === type))
  ) {
    return `its choices are a list of values of type ${type}`
  }
  if (unless === undefined) return undefined
  if (typeof unless !== type) return `its default is not of type ${type}`
  try {
    parseValue(name, option as unknown as TopologyOption, String(unless))
  } catch (error) {
    return `of its default: ${(error as Error).message}`
  }
  return undefined
}

/** Options that `ctnet up` has for every topology, and those of every command. */
const RESERVED: readonly string[] = [
  'name',
  'dry-run',
  'explain',
  'json',
  'quiet',
  'verbose',
  'config',
  'no-config',
  'runtime',
  'force',
  'timeout',
  'help',
  'version',
]
