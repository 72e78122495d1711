import { type Family, hostPrefix, parseIp, parseSubnet, showCidr, single } from './address.ts'
import { usageError } from './error.ts'

/** A subnet or an address as `ip` writes it: a /32 or /128 is the address alone, a /0 is `default`. @throws exit 2 */
export function parsePrefix(text: string): { readonly text: string; readonly family?: Family } {
  if (text === 'default') return { text }
  const subnet = parseSubnet(text.includes('/') ? text : showCidr(single(parseIp(text))))
  const { family, ip, prefix } = subnet
  if (prefix === 0) return { text: 'default', family }
  return { text: prefix === hostPrefix(family) ? ip : showCidr(subnet), family }
}

/** The family of all that is said, if anything says one. @throws exit 2 where two differ */
export function oneFamily(
  said: Readonly<Record<string, Family | undefined | ''>>,
  word: Family | undefined,
): Family | undefined {
  const known = Object.entries(said).flatMap(([text, family]) => (family ? [{ text, family }] : []))
  const all = [...known, ...(word === undefined ? [] : [{ text: `-${word}`, family: word }])]
  const [first] = all
  const other = all.find(({ family }) => family !== first?.family)
  if (first === undefined || other === undefined) return first?.family
  throw usageError(
    `${first.text} and ${other.text} are not of one family`,
    'give both as IPv4, or both as IPv6',
  )
}
