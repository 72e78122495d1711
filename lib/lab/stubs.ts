import { parseAddress } from '../model/address.ts'
import { parseLoopback, saying } from './given.ts'
import type { NamedLab } from './interfaces.ts'
import type { Stub } from './subnets.ts'

/** What each node alone has: its loopback addresses, and what it is connected to out of the lab. @throws exit 2 */
export function stubsOf(lab: NamedLab): Stub[] {
  const loopbacks = Object.entries(lab.nodes).flatMap(([node, { addresses = [] }]) =>
    parseLoopback(node, addresses).map((cidr) => ({ node, at: `${node}:lo`, cidr })),
  )
  const outside = lab.externals.flatMap(({ node, interface: name, addresses = [] }) => {
    const at = `${node}:${name}`
    const specs = addresses.map((text) => saying(at, () => parseAddress(text)))
    return specs.flatMap((spec) => (spec.kind === 'cidr' ? { node, at, cidr: spec.cidr } : []))
  })
  return [...loopbacks, ...outside]
}
