import {
  type Cidr,
  type Family,
  familyOf,
  isLinkLocal,
  networkOf,
  parseSubnet,
  showCidr,
  single,
} from '../model/address.ts'
import { HOST } from '../model/endpoint.ts'
import { type Facts, isOwn, linkOf, spaceOf } from '../model/facts.ts'
import { asOwner, type Rule, type Verdict } from '../model/firewall.ts'
import type { Match } from '../model/match.ts'
import { type Owner, ownerLabel, ownerState, ownersOf, type Policy, policiesOf } from '../model/policy.ts'
import { defaultRoute } from '../model/route.ts'

/** A rule in the making. */
type Draft = Omit<Rule, 'owner'>

/** An interface of a container's on a bridge, and one of its addresses there. */
export interface Leg {
  readonly bridge: string
  /** The host's end, a port of the bridge. */
  readonly port: string
  readonly link: string
  readonly address: Cidr
}

/** The addresses that a container has on bridges; none while it is stopped. */
export function legsOf(facts: Facts, owner: Owner): readonly Leg[] {
  const place = ownerState(facts, owner)
  if (place === undefined || place === 'stopped' || place === 'unknown') return []
  return spaceOf(facts, place).links.flatMap(({ name, peer, addresses }) => {
    if (peer?.place !== HOST) return []
    const bridge = linkOf(facts, HOST, peer.link)?.master
    if (bridge === undefined) return []
    return addresses
      .filter(({ ip }) => !isLinkLocal(ip))
      .map((address) => ({ bridge, port: peer.link, link: name, address }))
  })
}

/**
 * All the rules of ctnet's, in the order in which they count: what was asked for, for the addresses that the containers
 * have now, and of each bridge of ctnet's that its ports reach each other where Docker drops what is forwarded.
 */
export function rulesOf(facts: Facts): readonly Rule[] {
  const policies = policiesOf(facts)
  const of = <K extends Policy['kind']>(kind: K) =>
    policies.filter((policy): policy is Extract<Policy, { kind: K }> => policy.kind === kind)
  const severed = of('icc').map(({ bridge }) => bridge)
  const all = [
    ...of('link').flatMap((policy) =>
      owned(facts, policy, `link ${ownerLabel(policy.client)} ${ownerLabel(policy.server)}`, linking),
    ),
    ...of('publish').flatMap((policy) =>
      owned(facts, policy, `publish ${ownerLabel(policy.container)}`, publishing),
    ),
    ...severed.flatMap((bridge) => under(`icc ${bridge}`, severing(facts, bridge))),
    ...bridgesOf(facts)
      .filter((bridge) => !severed.includes(bridge))
      .flatMap((bridge) => under(`bridge ${bridge}`, joining(bridge))),
    ...of('masquerade').flatMap((policy) =>
      under(`masquerade ${policy.bridge ?? policy.subnet}`, hiding(facts, policy)),
    ),
  ]
  return distinct(all.filter(({ family }) => facts.firewall?.families.includes(family)))
}

const under = (owner: string, drafts: readonly Draft[]): readonly Rule[] =>
  drafts.map((draft) => ({ ...draft, owner: asOwner(owner) }))

/** The rules of what a policy lets containers do; those that there are, where an engine doesn't answer. */
const owned = <P extends Policy>(
  facts: Facts,
  policy: P,
  owner: string,
  drafts: (facts: Facts, policy: P) => readonly Draft[],
): readonly Rule[] =>
  ownersOf(policy).some((one) => ownerState(facts, one) === 'unknown')
    ? (facts.firewall?.rules ?? []).filter((rule) => rule.owner === asOwner(owner))
    : under(owner, drafts(facts, policy))

/** Two ports to one may need the same rule. */
const distinct = (rules: readonly Rule[]): readonly Rule[] => [
  ...new Map(rules.map((rule) => [JSON.stringify(rule), rule])).values(),
]

const BOTH = [4, 6] as const satisfies Family[]

const forward = (family: Family, match: Match, verdict: Verdict): Draft => ({
  family,
  chain: 'FORWARD',
  match,
  verdict,
})

const alone = ({ ip }: Pick<Cidr, 'ip'>): string => showCidr(single(ip))

/** Bridges of ctnet's; without iptables there is no Docker that would drop anything. */
const bridgesOf = (facts: Facts): readonly string[] =>
  facts.firewall?.program === 'nft'
    ? []
    : spaceOf(facts, HOST)
        .links.filter((link) => link.kind === 'bridge' && isOwn(link))
        .map(({ name }) => name)

const joining = (bridge: string): Draft[] =>
  BOTH.map((family) => forward(family, { in: bridge, out: bridge }, 'accept'))

/** IPv6's neighbours are still found, as IPv4's are by ARP: without that no link could be (RFC 4861). */
const NEIGHBOURS = ['135', '136']

/** The document, "Communication between containers": `icc=false`. */
function severing(facts: Facts, bridge: string): Draft[] {
  if (linkOf(facts, HOST, bridge) === undefined) return []
  const within = { in: bridge, out: bridge }
  return [
    ...NEIGHBOURS.map((icmp) => forward(6, { ...within, protocol: 'icmp6', icmp }, 'accept')),
    ...BOTH.map((family) => forward(family, within, 'drop')),
  ]
}

/** The document, "Communication between containers": the pair of rules under `icc=false`, one for each way. */
function linking(facts: Facts, { client, server, ports }: Extract<Policy, { kind: 'link' }>): Draft[] {
  const servers = legsOf(facts, server)
  return legsOf(facts, client).flatMap(({ bridge, address }) =>
    servers
      .filter((leg) => leg.bridge === bridge && leg.address.family === address.family)
      .flatMap((leg) => {
        const within = { in: bridge, out: bridge }
        const [from, to] = [alone(address), alone(leg.address)]
        return ports.flatMap(({ port, protocol }) => [
          forward(address.family, { from, to, ...within, protocol, dport: `${port}` }, 'accept'),
          forward(
            address.family,
            { from: to, to: from, ...within, protocol, sport: `${port}`, state: ESTABLISHED },
            'accept',
          ),
        ])
      }),
  )
}

const ESTABLISHED = 'related,established'

const LOOPBACK = '127.0.0.0/8'

/** Where the container's answers leave it: towards its default route, if that leads to a bridge. */
export function answeringLeg(facts: Facts, owner: Owner, family: Family): Leg | undefined {
  const place = ownerState(facts, owner)
  const legs = legsOf(facts, owner).filter(({ address }) => address.family === family)
  const way = place === undefined ? undefined : defaultRoute(spaceOf(facts, place), family)
  return legs.find(({ link }) => link === way?.dev) ?? legs[0]
}

/** The document, "Binding container ports to the host": what comes to a port of the host's is led to the container's. */
function publishing(
  facts: Facts,
  { container, ip, hostPort, port }: Extract<Policy, { kind: 'publish' }>,
): Draft[] {
  return BOTH.filter((family) => ip === undefined || familyOf(ip) === family).flatMap((family) => {
    const leg = answeringLeg(facts, container, family)
    if (leg === undefined) return []
    const { bridge } = leg
    const { protocol } = port
    const to = alone(leg.address)
    const inside = { protocol, dport: `${port.port}`, status: 'dnat' }
    const outside = { protocol, dport: `${hostPort}` }
    const subnet = showCidr(networkOf(leg.address))
    const target = { dnat: leg.address.ip, port: `${port.port}` }
    const here = ip === undefined ? { destination: 'local' } : {}
    // Whoever asks ::1 is to hear at once that nobody is there, and asks 127.0.0.1: the kernel leads nothing away from it.
    const at = ip !== undefined ? { to: alone({ ip }) } : family === 6 ? { to: '!::1/128' } : {}
    return [
      { family, chain: 'DNAT', match: { ...at, ...outside, ...here }, verdict: target },
      forward(family, { to, out: bridge, ...inside }, 'accept'),
      forward(
        family,
        { from: to, in: bridge, protocol, sport: `${port.port}`, state: ESTABLISHED },
        'accept',
      ),
      // Whoever is on the same bridge, the container itself too, must get the answer from where it asked.
      { family, chain: 'SNAT', match: { from: subnet, to, ...inside }, verdict: 'masquerade' },
      ...(family === 4 && isThroughLoopback(ip) ? throughLoopback(to, inside) : []),
    ] satisfies Draft[]
  })
}

/** Whether what is published there is so on 127.0.0.1. */
export const isThroughLoopback = (ip: string | undefined): boolean =>
  ip === undefined || ip.startsWith('127.')

/** From the host's own 127.0.0.1; nobody else may send there, though its bridge is told to route it. */
const throughLoopback = (to: string, inside: Match): Draft[] => [
  { family: 4, chain: 'SNAT', match: { from: LOOPBACK, to, ...inside }, verdict: 'masquerade' },
  {
    family: 4,
    chain: 'INPUT',
    match: { to: LOOPBACK, in: '!lo', state: 'invalid,new,untracked', status: '!dnat' },
    verdict: 'drop',
  },
]

/** The document, "Communication between containers and the wider world": what leaves goes out under the host's address. */
function hiding(facts: Facts, { bridge, subnet }: Extract<Policy, { kind: 'masquerade' }>): Draft[] {
  const subnets = subnet === undefined ? subnetsOf(facts, bridge ?? '') : [parseSubnet(subnet)]
  return subnets.flatMap((own) => {
    const { family } = own
    const from = showCidr(own)
    const elsewhere = bridge === undefined ? { to: `!${from}` } : { out: `!${bridge}` }
    const leaving = bridge === undefined ? { from, to: `!${from}` } : { from, in: bridge, out: `!${bridge}` }
    const coming = bridge === undefined ? { to: from } : { to: from, out: bridge }
    return [
      { family, chain: 'SNAT', match: { from, ...elsewhere }, verdict: 'masquerade' },
      forward(family, leaving, 'accept'),
      forward(family, { ...coming, state: ESTABLISHED }, 'accept'),
    ] satisfies Draft[]
  })
}

/** The subnets that a bridge has addresses in. */
export const subnetsOf = (facts: Facts, bridge: string): readonly Cidr[] =>
  (linkOf(facts, HOST, bridge)?.addresses ?? []).filter(({ ip }) => !isLinkLocal(ip)).map(networkOf)
