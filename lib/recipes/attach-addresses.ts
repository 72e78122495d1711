import { type AddressSpec, type Cidr, contains, firstFree, isLinkLocal, showCidr } from '../model/address.ts'
import { HOST, type Place } from '../model/endpoint.ts'
import { CtnetError, usageError } from '../model/error.ts'
import { type Facts, isOwn, type Link, linkOf, OWN_ALIAS, portsOf } from '../model/facts.ts'

export interface AddressIntent {
  readonly into: Place
  readonly container: string
  readonly addresses: readonly AddressSpec[]
}

/**
 * The addresses that the interface gets. @throws exit 2 (nothing to take from, one given twice), 4 (taken, or all are)
 */
export function chooseAddresses(facts: Facts, intent: AddressIntent, bridge: Link): Cidr[] {
  const taken = takenAddresses(facts, bridge.name)
  const own = new Set<string>()
  for (const spec of intent.addresses) {
    if (spec.kind !== 'cidr') continue
    if (own.has(spec.cidr.ip)) throw usageError(`${spec.cidr.ip} is given twice`, 'leave one out')
    own.add(unlessTaken(intent, spec.cidr, taken).ip)
  }
  return intent.addresses.flatMap((spec) => {
    if (spec.kind === 'none' || spec.kind === 'dhcp') return []
    if (spec.kind === 'cidr') return [spec.cidr]
    const chosen = nextFree(intent, bridge, new Set([...taken.keys(), ...own]))
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

/** One address of each family that the bridge has a subnet of. */
function nextFree(intent: AddressIntent, bridge: Link, taken: ReadonlySet<string>): Cidr[] {
  const families = new Set<number>()
  const subnets = bridge.addresses.filter(({ ip, family }) => {
    if (isLinkLocal(ip) || families.has(family)) return false
    families.add(family)
    return true
  })
  if (subnets.length === 0) {
    throw usageError(
      `the bridge ${bridge.name} has no address, so there is no subnet to take ${intent.container}'s from`,
      `give one: ctnet attach ${intent.container} ${bridge.name} IP/PREFIX; or none`,
    )
  }
  // A bridge of another's, such as docker0, has an allocator that fills it from the bottom.
  const from = isOwn(bridge) ? 'bottom' : 'top'
  return subnets.map((subnet) => {
    const ip = firstFree(subnet, taken, from)
    if (ip !== undefined) return { ...subnet, ip }
    throw new CtnetError(
      'conflict',
      'subnet-full',
      `all addresses of ${bridge.name}'s subnet ${showCidr(subnet)} are taken`,
      {
        hint: 'see by whom: ctnet ls',
      },
    )
  })
}

/** Who has which address on the bridge: the host, whatever is behind its ports, and what the engine gave away. */
function takenAddresses(facts: Facts, bridge: string): Map<string, string> {
  const taken = new Map<string, string>()
  for (const port of portsOf(facts, HOST, bridge)) {
    const inner = port.peer && linkOf(facts, port.peer.place, port.peer.link)
    // A container that the plan isn't about is known by its namespace only; ctnet's own mark says its name.
    const holder = isOwn(port) ? port.alias?.slice(OWN_ALIAS.length).trim() : undefined
    for (const { ip } of inner?.addresses ?? []) taken.set(ip, holder ?? `${port.peer?.place} ${inner?.name}`)
  }
  const subnets = linkOf(facts, HOST, bridge)?.addresses ?? []
  for (const { ip, by } of facts.claims) {
    if (subnets.some((subnet) => contains(subnet, ip))) taken.set(ip, by)
  }
  for (const link of facts.spaces[HOST]?.links ?? []) {
    for (const { ip } of link.addresses) taken.set(ip, `this host (${link.name})`)
  }
  return taken
}
