import { parseSubnet } from '../model/address.ts'
import { parseBridgeAddresses } from '../model/bridge-address.ts'
import { parseMtu } from '../model/mtu.ts'
import type { BridgeConfig, Config } from './config.ts'
import type { CommandFlags, Flag } from './flags.ts'
import type { Combined } from './plugin-names.ts'
import { POOL } from './schema.ts'
import type { BridgeWritten } from './written.ts'

/** What a file that was found right means. */
export const configOf = (written: Combined, commands: CommandFlags): Config => ({
  bridges: tableOf(
    Object.entries(written.bridges ?? {}).map(([name, bridge]) => [name, bridgeOf(bridge ?? {})]),
  ),
  ptp: { pool: parseSubnet(written.ptp?.pool ?? POOL) },
  docker: written.docker ?? {},
  plugins: written.plugins,
  defaults: Object.fromEntries(
    Object.entries(commands).flatMap(([name, flags]) => {
      const values = written.defaults?.[name]
      return flags && values ? [[name, asParsed(values, flags)]] : []
    }),
  ),
})

const bridgeOf = ({ address = 'auto', mtu, stp }: BridgeWritten): BridgeConfig => ({
  addresses: parseBridgeAddresses([address].flat()),
  mtu: mtu === undefined ? undefined : parseMtu(String(mtu)),
  stp,
})

/** A table without inherited entries, as names are the user's. */
const tableOf = <T>(entries: Iterable<readonly [string, T]>): Readonly<Record<string, T>> =>
  Object.assign(Object.create(null), Object.fromEntries(entries))

/** Values in the form in which the command line would give them. */
const asParsed = (values: Readonly<Record<string, unknown>>, flags: Readonly<Record<string, Flag>>) =>
  Object.fromEntries(
    Object.entries(values).map(([name, value]) => {
      if (typeof value === 'boolean') return [name, value]
      return [name, flags[name]?.array ? [value].flat().map(String) : String(value)]
    }),
  )
