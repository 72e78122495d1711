type FlagValue = string | number | boolean | readonly (string | number)[]

/** A configuration file as people write it; an empty section is as good as none. */
export interface Written {
  readonly $schema?: string
  readonly bridges?: Readonly<Record<string, BridgeWritten | null>> | null
  readonly ptp?: { readonly pool?: string } | null
  readonly docker?: { readonly restart?: string } | null
  readonly plugins?: string | readonly string[] | null
  readonly defaults?: Readonly<Record<string, Readonly<Record<string, FlagValue>> | null>> | null
}

export interface BridgeWritten {
  readonly address?: string | readonly string[]
  readonly mtu?: string | number
  readonly stp?: boolean
}
