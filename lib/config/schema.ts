export interface Config {
  readonly bridges: Readonly<Record<string, { readonly address?: readonly string[]; readonly mtu?: number; readonly stp?: boolean }>>
  readonly defaults: Readonly<Record<string, Readonly<Record<string, string | boolean | readonly string[]>>>>
}
export const EMPTY: Config = { bridges: {}, defaults: {} }
