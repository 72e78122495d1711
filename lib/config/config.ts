import type { Cidr } from '../model/address.ts'
import type { BridgeAddresses } from '../model/bridge-address.ts'

export interface BridgeConfig {
  readonly addresses: BridgeAddresses
  /** Bytes. */
  readonly mtu?: number | undefined
  readonly stp?: boolean | undefined
}

/** A plugin as a configuration file names it. */
export interface PluginName {
  /** A file's whole path, or a package's name. */
  readonly plugin: string
  /** The file that names it: a package is looked for from its folder. */
  readonly namedIn: string
  /** That file's content, where it is data. */
  readonly text?: string
}

/** The configuration in force. */
export interface Config {
  /** Bridges that `attach` makes when they are missing. */
  readonly bridges: Readonly<Record<string, BridgeConfig>>
  /** Where point-to-point links take their addresses from. */
  readonly ptp: { readonly pool: Cidr }
  /** What restarts Docker, as a command for `sh`, where it is neither systemd nor an init script. */
  readonly docker: { readonly restart?: string | undefined }
  readonly plugins: readonly PluginName[]
  /** Values for flags that aren't given, by command: of those commands only that the file was checked against. */
  readonly defaults: Readonly<Record<string, Readonly<Record<string, unknown>>>>
}

/** What holds where nothing is configured. Its table inherits nothing: a bridge may be called `toString`. */
export const EMPTY: Config = {
  bridges: Object.create(null),
  ptp: { pool: { family: 4, ip: '10.1.1.0', prefix: 24 } },
  docker: {},
  plugins: [],
  defaults: {},
}
