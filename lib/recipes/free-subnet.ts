import { type Cidr, hostAddress, overlap, parseCidr } from '../model/address.ts'
import { HOST } from '../model/endpoint.ts'
import { CtnetError } from '../model/error.ts'
import type { Facts } from '../model/facts.ts'
import { destinationOf } from '../model/route.ts'

/**
 * Private subnets (RFC 1918) in the order in which they are tried: the ones that Docker itself took docker0's from, the
 * document's own first, then ever smaller ones.
 */
function* candidates(): Generator<Cidr> {
  for (let i = 17; i < 32; i++) yield parseCidr(`172.${i}.42.1/16`)
  for (let i = 2; i < 256; i++) yield parseCidr(`10.${i}.42.1/16`)
  for (let i = 42; i < 256; i++) yield parseCidr(`192.168.${i}.1/24`)
}

/** An address on a private subnet that this host doesn't use, as Docker chooses docker0's. @throws exit 4 when all are used */
export function freeSubnet(facts: Facts): Cidr {
  const host = facts.spaces[HOST]
  const used = [
    ...(host?.links.flatMap(({ addresses }) => addresses) ?? []),
    ...(host?.routes.filter(({ to }) => to !== 'default').map(destinationOf) ?? []),
  ]
  for (const candidate of candidates()) {
    if (!used.some((subnet) => overlap(subnet, candidate))) return hostAddress(candidate)
  }
  throw new CtnetError(
    'conflict',
    'no-free-subnet',
    'this host uses all the private subnets that ctnet tries',
    {
      hint: 'give an address: ctnet bridge create NAME IP/PREFIX',
    },
  )
}
