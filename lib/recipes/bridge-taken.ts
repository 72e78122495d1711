import { type Cidr, hostPrefix, isLinkLocal, networkOf, overlap, showCidr } from '../model/address.ts'
import { HOST } from '../model/endpoint.ts'
import { CtnetError, usageError } from '../model/error.ts'
import { type Facts, type Link, spaceOf } from '../model/facts.ts'

/**
 * A bridge's addresses must be nobody else's in the host, and its subnets too: of two ways to one subnet the kernel takes
 * the older. @throws exit 2 (twice), 4 (taken; a subnet's, unless forced)
 */
export function refuseTaken(
  facts: Facts,
  { name, force }: { readonly name: string; readonly force?: boolean | undefined },
  addresses: readonly Cidr[],
): void {
  const { links } = spaceOf(facts, HOST)
  for (const [index, cidr] of addresses.entries()) {
    if (addresses.findIndex(({ ip }) => ip === cidr.ip) < index)
      throw usageError(`${cidr.ip} is given twice`, 'leave one out')
    const rival = force ? undefined : links.find((link) => subnetOf(link, cidr) !== undefined)
    if (rival !== undefined) throw subnetTaken(name, cidr, rival)
    const holder = links.find((link) => link.addresses.some(({ ip }) => ip === cidr.ip))
    if (holder === undefined) continue
    throw new CtnetError(
      'conflict',
      'address-taken',
      `${cidr.ip} is already this host's, on ${holder.name}`,
      {
        hint: `choose another, or none: ctnet bridge create ${name}`,
      },
    )
  }
}

/** The link's subnet that the address lies on, or that lies on the address's. */
const subnetOf = ({ addresses }: Link, cidr: Cidr): Cidr | undefined =>
  addresses.find(
    (own) => !isLinkLocal(own.ip) && own.prefix < hostPrefix(own.family) && overlap(own, networkOf(cidr)),
  )

function subnetTaken(name: string, cidr: Cidr, rival: Link): CtnetError {
  const own = subnetOf(rival, cidr) ?? cidr
  return new CtnetError(
    'conflict',
    'subnet-taken',
    `${name} can't be on ${showCidr(networkOf(cidr))}: ${rival.name} is there already, as ${showCidr(own)}, and packets for it would go that way`,
    {
      hint: `leave the address out, and a free subnet is taken: ctnet bridge create ${name}; use ${rival.name} itself; or go past this: --force`,
    },
  )
}
