import { type AddressSpec, type Cidr, firstFree, showCidr } from '../model/address.ts'
import { CtnetError, usageError } from '../model/error.ts'
import type { Wire } from './networks/kind.ts'

export interface AddressIntent {
  readonly container: string
  readonly addresses: readonly AddressSpec[]
}

/**
 * The addresses that the interface gets. @throws exit 2 (nothing to take from, one given twice), 4 (taken, or all are)
 */
export function chooseAddresses(intent: AddressIntent, wire: Wire): Cidr[] {
  const { taken } = wire
  const own = new Set<string>()
  for (const spec of intent.addresses) {
    if (spec.kind !== 'cidr') continue
    if (own.has(spec.cidr.ip)) throw usageError(`${spec.cidr.ip} is given twice`, 'leave one out')
    own.add(unlessTaken(intent, spec.cidr, taken).ip)
  }
  return intent.addresses.flatMap((spec) => {
    if (spec.kind === 'none' || spec.kind === 'dhcp') return []
    if (spec.kind === 'cidr') return [spec.cidr]
    const chosen = nextFree(intent, wire, new Set([...taken.keys(), ...own]))
    for (const { ip } of chosen) own.add(ip)
    return chosen
  })
}

function unlessTaken(intent: AddressIntent, cidr: Cidr, taken: ReadonlyMap<string, string>): Cidr {
  const holder = taken.get(cidr.ip)
  if (holder === undefined) return cidr
  throw new CtnetError(
    'conflict',
    'address-taken',
    `${intent.container} can't have ${cidr.ip}: it is taken, by ${holder}`,
    {
      hint: 'give another address, or auto for the next free one',
    },
  )
}

/** One address of each family that the network has a subnet of. */
function nextFree(
  intent: AddressIntent,
  { name, subnets: all, fill }: Wire,
  taken: ReadonlySet<string>,
): Cidr[] {
  const families = new Set<number>()
  const subnets = all.filter(({ family }) => {
    if (families.has(family)) return false
    families.add(family)
    return true
  })
  if (subnets.length === 0) {
    throw usageError(
      `${name} has no subnet that ctnet may take ${intent.container}'s address from`,
      `give one: ctnet attach ${intent.container} ${name} IP/PREFIX; or none`,
    )
  }
  return subnets.map((subnet) => {
    const ip = firstFree(subnet, taken, fill)
    if (ip !== undefined) return { family: subnet.family, ip, prefix: subnet.prefix }
    throw new CtnetError(
      'conflict',
      'subnet-full',
      `all addresses of ${name}'s subnet ${showCidr(subnet)} are taken`,
      {
        hint: 'see by whom: ctnet ls',
      },
    )
  })
}
