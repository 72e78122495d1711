import { contains, firstFree, networkOf, showCidr } from '../../model/address.ts'
import type { BridgeAddresses } from '../../model/bridge-address.ts'
import type { AttachIntent } from '../attach-intent.ts'
import { explicitGateways } from '../attach-routes.ts'

/**
 * The addresses of a bridge that is made for a container: on each subnet that the container gets an address of, its
 * gateway's, or else the subnet's first one; unless it was said which.
 */
export function fitting(intent: AttachIntent<unknown>): BridgeAddresses {
  if (intent.bridgeAddress !== undefined) return intent.bridgeAddress
  const asked = intent.addresses.flatMap((spec) => (spec.kind === 'cidr' ? [spec.cidr] : []))
  const own = asked.flatMap((cidr) => {
    const gateway = explicitGateways(intent).find((ip) => contains(cidr, ip))
    const ip = gateway ?? firstFree(cidr, new Set(asked.map(({ ip }) => ip)))
    return ip === undefined ? [] : [{ ...cidr, ip }]
  })
  const subnets = new Map(own.map((cidr) => [showCidr(networkOf(cidr)), cidr]))
  return subnets.size === 0 || intent.addresses.some(({ kind }) => kind === 'auto')
    ? 'auto'
    : [...subnets.values()]
}
