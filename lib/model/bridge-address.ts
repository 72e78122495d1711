import { type Cidr, parseAddress } from './address.ts'
import { usageError } from './error.ts'

/** A bridge's addresses; `auto`: a private subnet that the host doesn't use. None at all is an empty list. */
export type BridgeAddresses = readonly Cidr[] | 'auto'

/** The ADDRESSes of a bridge, of which `auto` and `none` stand alone; nothing said is `auto`. @throws exit 2 */
export function parseBridgeAddresses(texts: readonly string[]): BridgeAddresses {
  const specs = texts.map(parseAddress)
  if (specs.length === 0 || (specs.length === 1 && specs[0]?.kind === 'auto')) return 'auto'
  if (specs.length === 1 && specs[0]?.kind === 'none') return []
  return specs.map((spec) => {
    if (spec.kind !== 'cidr') throw usageError(`${spec.kind} and an address: which?`, 'leave one out')
    if (spec.gateway !== undefined) throw usageError('a bridge takes no gateway', 'leave @GATEWAY out')
    return spec.cidr
  })
}
