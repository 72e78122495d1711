import type { Cidr } from '../model/address.ts'
import type { BridgeAddresses } from '../model/bridge-address.ts'

export interface BridgeConfig {
  readonly addresses: BridgeAddresses
  /** Bytes. */
  readonly mtu?: number | undefined
  readonly stp?: boolean | undefined
}

/** The configuration in force. */
export interface Config {
  /** Bridges that `attach` makes when they are missing. */
  readonly bridges: Readonly<Record<string, BridgeConfig>>
  /** Where point-to-point links take their addresses from. */
  readonly ptp: { readonly pool: Cidr }
  /** What restarts Docker, as a command for `sh`, where it is neither systemd nor an init script. */
  readonly docker: { readonly restart?: string | undefined }
  /** Values for flags that aren't given, by command: of those commands only that the file was checked against. */
  readonly defaults: Readonly<Record<string, Readonly<Record<string, unknown>>>>
}

/** What holds where nothing is configured. Its table inherits nothing: a bridge may be called `toString`. */
export const EMPTY: Config = {
  bridges: Object.create(null),
  ptp: { pool: { family: 4, ip: '10.1.1.0', prefix: 24 } },
  docker: {},
  defaults: {},
}
