import { parseAddress } from '../../model/address.ts'
import { usageError } from '../../model/error.ts'
import { newInterfaceName } from '../../model/name.ts'
import { quoted } from '../../model/text.ts'
import { networkKinds, parseNetwork } from '../../recipes/networks.ts'

/** The end of a cable as it was typed. */
export interface End {
  readonly node: string
  readonly interface?: string
  readonly addresses?: readonly string[]
}

/** An end that is a NETWORK. */
export interface Outside {
  readonly network: string
}

const FORM = 'write an end as NODE[:INTERFACE] [IP/PREFIX[@GATEWAY]…]'

/** `END -- END`, or a chain of them. @throws exit 2 */
export function parseCable(text: string): readonly (End | Outside)[] {
  const parts = text.split(/(?:^|\s)--(?:\s|$)/)
  if (parts.length < 2)
    throw usageError(`${quoted(text)} is not a link`, 'write its two ends with -- between them: a -- b')
  const ends = parts.map((part) => parseEnd(part))
  for (const end of ends.slice(1, -1)) {
    if ('network' in end)
      throw usageError(`${quoted(end.network)} stands in the middle of a chain`, 'let the chain end there')
    if (end.interface === undefined && end.addresses === undefined) continue
    throw usageError(
      `${quoted(end.node)} has two cables in this chain, and an interface or address for both`,
      'name it only, or write each cable by itself',
    )
  }
  return ends
}

/** `NODE[:INTERFACE] [ADDRESS…]`, or a NETWORK. @throws exit 2 */
export function parseEnd(text: string): End | Outside {
  const [where = '', ...addresses] = text.trim().split(/\s+/)
  if (where === '') throw usageError('one end of the link is missing', FORM)
  const [node = '', ...rest] = where.split(':')
  if (isNetwork(where)) {
    parseNetwork(where)
    if (addresses.length === 0) return { network: where }
    throw usageError(`${quoted(where)} is a network: it has no address here`, "write it at the node's end")
  }
  if (node === '' || rest.length > 1) throw usageError(`${quoted(where)} is not the end of a link`, FORM)
  const [name] = rest
  if (name !== undefined) newInterfaceName(name)
  if (addresses.length > 0) checkAddresses(addresses)
  return {
    node,
    ...(name !== undefined && { interface: name }),
    ...(addresses.length > 0 && { addresses }),
  }
}

/** Whether it is written as what `attach` takes, with its kind. */
const isNetwork = (text: string): boolean => {
  const [word = '', ...rest] = text.split(':')
  return networkKinds.includes(word) && (rest.length > 0 || word === 'dummy')
}

/** Addresses of an interface: `IP/PREFIX[@GATEWAY]`, `auto`, `dhcp`, or `none` alone. @throws exit 2 */
export function checkAddresses(texts: readonly string[]): void {
  if (texts.length === 0) throw usageError('no address at all is written none')
  const specs = texts.map((text) => parseAddress(text))
  if (specs.length > 1 && specs.some(({ kind }) => kind === 'none'))
    throw usageError('none and an address: which?', 'leave one out')
  const twice = texts.find((text, i) => texts.indexOf(text) !== i)
  if (twice !== undefined) throw usageError(`${quoted(twice)} is given twice`, 'leave one out')
}

/** As a lab has them: nothing where they are all chosen. */
export function addressesOf(texts: readonly string[]): { readonly addresses?: readonly string[] } {
  if (texts.length === 0 || texts.every((text) => text === 'auto')) return {}
  return { addresses: texts.filter((text) => text !== 'none') }
}

/** A name by itself, where more is said beside it. @throws exit 2 */
export function checkEndName(text: string): void {
  if (!/[:\s]/.test(text)) return
  throw usageError(
    `${quoted(text)} is more than a name`,
    'give what follows it by interface and address; a network is written as a text',
  )
}
