import { stringify } from 'yaml'
import type { Combined } from './plugin-names.ts'
import { POOL } from './schema.ts'

/** A configuration with what holds where it says nothing, in the form of a file. */
export const inForce = ({ bridges, ptp, docker, plugins, defaults }: Combined) => ({
  bridges: mapValues(bridges ?? {}, (bridge) => ({ address: 'auto', ...bridge })),
  ptp: { pool: POOL, ...ptp },
  ...(docker && { docker }),
  ...(plugins.length > 0 && { plugins: plugins.map(({ plugin }) => plugin) }),
  defaults: mapValues(defaults ?? {}, (flags) => flags ?? {}),
})

/** Lines of YAML: a configuration file that says the same. */
export const asYaml = (config: ReturnType<typeof inForce>): readonly string[] =>
  stringify(config).trimEnd().split('\n')

const mapValues = <A, B>(table: Readonly<Record<string, A>>, change: (value: A) => B) =>
  Object.fromEntries(Object.entries(table).map(([key, value]) => [key, change(value)]))
