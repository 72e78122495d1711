import { type Family, familyOf } from '../model/address.ts'
import { CtnetError } from '../model/error.ts'
import { entriesNamed, withEntry, withoutName } from '../model/hosts-file.ts'
import type { NameFiles } from '../model/name-files.ts'
import { quoted } from '../model/text.ts'
import { HOSTS_OWN } from './name-files.ts'

/** One name for one address. */
export interface NamedAddress {
  readonly name: string
  readonly ip: string
}

/**
 * The hosts file with the name for the address, in the place of what its owner called so before, and of the host's own
 * entry in a bare namespace's; the same text where the name stands for that address already. @throws exit 4 where it is another's
 */
export function withNamed(
  text: string,
  { name, ip, owner }: NamedAddress & { readonly owner: string },
  { container }: Pick<NameFiles, 'container'>,
): string {
  const family: Family = familyOf(ip)
  const [first] = entriesNamed(text, name, family)
  if (first?.ip === ip) return text
  const free = [owner, HOSTS_OWN].reduce((known, one) => withoutName(known, one, name, family), text)
  const [other] = entriesNamed(free, name, family)
  if (other === undefined) return withEntry(free, { ip, names: [name], owner })
  if (other.ip === ip) return free
  const by = other.owner === undefined ? '' : `, which ctnet ${other.owner} says`
  throw new CtnetError(
    'conflict',
    'name-taken',
    `${name} can't be ${ip} for ${container}: its /etc/hosts has it as ${other.ip}${by}, and the first one counts`,
    { hint: `choose another name, or see who needs that one: ctnet dns ${quoted(container)}` },
  )
}
