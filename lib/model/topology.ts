import type { Lab } from './lab.ts'

/** The version of what a plugin is written against: it grows when a plugin of before might not work any more. */
export const API_VERSION = 1

/** A whole number, unless `fraction`. */
export interface NumberOption {
  readonly type: 'number'
  readonly describe: string
  readonly default?: number
  readonly min?: number
  readonly max?: number
  readonly choices?: readonly number[]
  /** That it needn't be whole. */
  readonly fraction?: boolean
}

export interface TextOption {
  readonly type: 'string'
  readonly describe: string
  readonly default?: string
  readonly choices?: readonly string[]
}

/** A switch, off unless its default says otherwise. */
export interface SwitchOption {
  readonly type: 'boolean'
  readonly describe: string
  readonly default?: boolean
}

export type TopologyOption = NumberOption | TextOption | SwitchOption

/** Options by their long names: `hosts`, `hosts-per-leaf`. */
export type TopologyOptions = Readonly<Record<string, TopologyOption>>

type Chosen<O extends TopologyOption> = O extends { readonly choices: readonly (infer C)[] }
  ? C
  : O extends NumberOption
    ? number
    : O extends TextOption
      ? string
      : boolean

/** What `build` gets: a value for each option, which is missing only where it has no default and wasn't given. */
export type TopologyValues<O extends TopologyOptions> = {
  readonly [K in keyof O]: O[K] extends { readonly default: unknown } | SwitchOption
    ? Chosen<O[K]>
    : Chosen<O[K]> | undefined
}

/** A lab, but for its name. */
export type LabBody = Omit<Lab, 'name'>

/** A kind of network that `ctnet up NAME` makes. */
export interface Topology<O extends TopologyOptions = TopologyOptions> {
  /** What is typed after `ctnet up`: lower case letters, digits and dashes. */
  readonly name: string
  /** In one line. */
  readonly describe: string
  /** The version of ctnet's API that it is written against; 1 unless it says another. */
  readonly apiVersion?: number
  readonly options: O
  /** The lab of these options. It looks at nothing else: the same options give the same lab. */
  build(values: TopologyValues<O>): LabBody
}

/** A topology whose options' types only it knows. */
// biome-ignore lint/suspicious/noExplicitAny: the values' types are each topology's own affair
export type AnyTopology = Topology<any>

/**
 * Declares a topology: what a plugin exports by default.
 *
 * @example
 * import { defineTopology } from 'ctnet'
 *
 * export default defineTopology({
 *   name: 'pair',
 *   describe: 'two hosts and a cable',
 *   options: { mtu: { type: 'number', default: 1500, min: 68, describe: 'bytes' } },
 *   build: ({ mtu }) => ({
 *     nodes: { a: {}, b: {} },
 *     links: [{ ends: [{ node: 'a' }, { node: 'b' }], mtu }],
 *   }),
 * })
 */
export const defineTopology = <const O extends TopologyOptions>(topology: Topology<O>): Topology<O> =>
  topology
