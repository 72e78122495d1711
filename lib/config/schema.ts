import type { Cidr } from '../model/address.ts'

export interface Config {
  /** Bridges that `attach` makes when they are missing. */
  readonly bridges: Readonly<
    Record<string, { addresses: readonly Cidr[] | 'auto'; mtu?: number; stp?: boolean }>
  >
  /** Values for flags that aren't given, by command. */
  readonly defaults: Readonly<Record<string, Readonly<Record<string, unknown>>>>
}

export const EMPTY: Config = { bridges: {}, defaults: {} }
