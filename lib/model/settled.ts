import { isLinkLocal, showCidr } from './address.ts'
import { awayIn, type Facts, type Space } from './facts.ts'
import type { Firewall, Rule } from './firewall.ts'
import { OVS_DATAPATHS } from './ovs.ts'
import { isGiven, type Route } from './route.ts'
import { optionsAsShown, type TrafficControl } from './traffic-control.ts'

/**
 * The facts in a form that can be compared: without what the kernel derives by itself (connected, local and multicast
 * routes, link-local addresses, a burnt-in MAC that comes to light), without what a server gave (addresses that end by
 * themselves, and their routes), without what doesn't matter (order, empty values, others' firewall rules), without the MTU
 * of a bridge, which follows the smallest of its ports unless somebody set it, and without what Open vSwitch makes for
 * itself.
 */
export function settled(
  facts: Facts,
): Required<Pick<Facts, 'spaces' | 'named' | 'away' | 'dhcp'>> &
  Pick<Facts, 'ovs' | 'files' | 'firewall' | 'hostnames'> {
  const ovsBridges = facts.ovs?.bridges.map(({ name }) => name) ?? []
  const spaces = Object.entries(facts.spaces).map(([place, space]) => [
    place,
    settledSpace(space, ovsBridges),
  ])
  const ovs = facts.ovs && {
    ...facts.ovs,
    bridges: [...facts.ovs.bridges].sort(byText),
    ports: facts.ovs.ports.map((port) => defined(port) as typeof port).sort(byText),
  }
  return {
    spaces: Object.fromEntries(spaces.sort(byText)),
    named: [...facts.named].sort(byText),
    away: JSON.parse(JSON.stringify([...awayIn(facts)].sort(byText))),
    dhcp: (facts.dhcp ?? []).map(({ lease, ...client }) => client).sort(byText),
    ...(ovs && { ovs }),
    ...(facts.firewall && { firewall: settledFirewall(facts.firewall) }),
    ...(facts.hostnames && { hostnames: facts.hostnames }),
    ...(facts.files && { files: defined(facts.files) as Record<string, string> }),
  }
}

const byText = (a: unknown, b: unknown) => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1)

const defined = <T extends object>(value: T) =>
  Object.fromEntries(
    Object.entries(value)
      .filter(([, v]) => v !== undefined)
      .sort(byText),
  )

const settledSpace = (space: Space, ovsBridges: readonly string[]) => ({
  links: space.links
    .filter(({ name }) => !OVS_DATAPATHS.includes(name))
    .map(({ addresses, mtu, tc, permanent: _, ...link }) => ({
      ...defined(link),
      ...(tc && { tc: settledControl(tc) }),
      ...(!(link.kind === 'bridge' || ovsBridges.includes(link.name)) && { mtu }),
      addresses: addresses
        .filter(({ ip, leased }) => !isLinkLocal(ip) && !leased)
        .map(showCidr)
        .sort(),
    }))
    .sort(byText),
  routes: space.routes.filter(isChosen).map(defined).sort(byText),
  sysctls: defined(
    Object.fromEntries(
      Object.entries(space.sysctls).filter(
        ([path]) => !OVS_DATAPATHS.some((name) => path.includes(`/${name}/`)),
      ),
    ),
  ),
  ...(space.policy && { policy: space.policy.map(defined) }),
})

/** In which order rules stand matters within their chain alone. */
function settledFirewall(firewall: Firewall): Firewall {
  const chainOf = ({ family, chain }: Rule) => `${family} ${chain}`
  return {
    ...firewall,
    rules: [...firewall.rules].sort((a, b) => chainOf(a).localeCompare(chainOf(b))),
    chains: [...firewall.chains].sort(byText),
    hooks: [...firewall.hooks].sort(byText),
    others: {},
    foreign: [],
  }
}

const settledControl = ({ qdiscs, classes, filters }: TrafficControl) => ({
  qdiscs: qdiscs
    .map(({ options, ...qdisc }) => JSON.stringify({ ...qdisc, ...(options && optionsAsShown(options)) }))
    .sort(),
  classes: [...classes].sort(),
  filters: filters.map((filter) => JSON.stringify(filter)).sort(),
})

/** Whether somebody chose the route; the others follow from the addresses. */
const isChosen = (route: Route): boolean => isGiven(route) && route.protocol !== 'dhcp'
