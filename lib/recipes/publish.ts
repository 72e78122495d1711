import { familyOf } from '../model/address.ts'
import { HOST } from '../model/endpoint.ts'
import { CtnetError } from '../model/error.ts'
import { type Facts, spaceOf } from '../model/facts.ts'
import { type Owner, ownerState, type Policy, type Port, policiesOf, sameOwner } from '../model/policy.ts'
import { DYNAMIC, type PublishSpec, showPort } from '../model/publish.ts'
import { defaultRoute } from '../model/route.ts'
import { listed } from '../model/text.ts'
import { after, nothingToDo, type Plan } from '../plan/plan.ts'
import { type Forced, refuseBlocked } from './blockers.ts'
import { demandForwarding } from './forwarding.ts'
import { changePolicies, living } from './policies.ts'
import { forwardedBy } from './policy-forwarding.ts'
import { answeringLeg, legsOf } from './policy-rules.ts'
import { demandFirewall } from './policy-settings.ts'

export type Published = Extract<Policy, { kind: 'publish' }>

export interface PublishIntent extends Forced {
  readonly container: Owner
  readonly specs: readonly PublishSpec[]
}

/** One of the host's ports, and the container's that it leads to. */
export interface PublishedPort {
  readonly container: string
  readonly port: Port
  readonly ip?: string | undefined
  readonly hostPort: number
}

const toResult = ({ container, port, ip, hostPort }: Published): PublishedPort => ({
  container: container.name,
  port,
  ip,
  hostPort,
})

/** `web 80/tcp -> 0.0.0.0:8080`, as `docker port` shows it. */
export const showPublished = ({ container, port, ip, hostPort }: PublishedPort): string => {
  const address = ip === undefined ? '0.0.0.0' : ip.includes(':') ? `[${ip}]` : ip
  return `${container} ${showPort(port)} -> ${address}:${hostPort}`
}

/** What is published, of one container or of all that are there. */
export const publishedBy = (facts: Facts, container?: Owner): readonly PublishedPort[] =>
  publishedIn(living(facts))
    .filter((one) => container === undefined || sameOwner(one.container, container))
    .map(toResult)

const publishedIn = (policies: readonly Policy[]): readonly Published[] =>
  policies.flatMap((policy) => (policy.kind === 'publish' ? policy : []))

/**
 * Leads ports of the host's to a container's (the document, "Binding container ports to the host"): from outside, from the
 * host itself, and from other containers on the same bridge.
 *
 * @throws exit 4 where a port is taken, the container has no address on a bridge, or packets are dropped elsewhere; 6 without a firewall
 */
export function publish(
  facts: Facts,
  { container, specs, force }: PublishIntent,
): Plan<readonly PublishedPort[]> {
  demandFirewall(facts)
  demandLeg(facts, container, specs)
  for (const spec of specs) demandAddress(facts, container, spec)
  const before = publishedIn(policiesOf(facts))
  const chosen: Published[] = []
  const result: Published[] = []
  for (const spec of specs) {
    const known = [...before, ...chosen]
    const same = known.find((one) => answers(one, container, spec))
    const one = same ?? {
      kind: 'publish' as const,
      container,
      ip: spec.ip,
      port: spec.port,
      hostPort: freePort(facts, known, spec),
    }
    if (same === undefined) chosen.push(one)
    if (!result.includes(one)) result.push(one)
  }
  const shown = result.map(toResult)
  const families = result.flatMap((one) => forwardedBy(facts, one))
  const why = `what is published leads to ${container.name} through the host`
  if (chosen.length === 0) {
    const demand = demandForwarding(facts, families, why)
    const ports = [...new Set(result.map((one) => showPort(one.port)))]
    const notes = [`${listed(ports)} of ${container.name} is published already`, ...demand.notes]
    return { build: demand.build, finish: [], result: shown, notes }
  }
  const forced = [...new Set(chosen.flatMap((one) => refuseBlocked(facts, one, { force })))]
  const asked = [...policiesOf(facts), ...chosen]
  const build = changePolicies(facts, asked, "Lead the host's ports to the container's")
  const demand = demandForwarding(after(facts, build), families, why)
  return {
    build: [...build, ...demand.build],
    finish: [],
    result: shown,
    notes: [...forced, ...demand.notes, ...unreachableNotes(facts, container)],
  }
}

/** Publishes no longer: the container's ports of that number, or all. */
export function unpublish(
  facts: Facts,
  { container, ports }: { readonly container: Owner; readonly ports: readonly Port[] },
): Plan<readonly PublishedPort[]> {
  const isGone = (policy: Policy): policy is Published =>
    policy.kind === 'publish' &&
    sameOwner(policy.container, container) &&
    (ports.length === 0 || ports.some((asked) => samePort(asked, policy.port)))
  const policies = policiesOf(facts)
  const gone = policies.filter(isGone)
  if (gone.length === 0) {
    const what = ports.length === 0 ? 'nothing' : `no ${listed(ports.map(showPort), 'or')}`
    return nothingToDo([], `${container.name} publishes ${what}: nothing to do`)
  }
  const left = policies.filter((policy) => !isGone(policy))
  const why = "Lead the host's ports to the container no longer"
  return { build: changePolicies(facts, left, why), finish: [], result: gone.map(toResult), notes: [] }
}

const samePort = (a: Port, b: Port): boolean => a.port === b.port && a.protocol === b.protocol

/** Whether that is what is asked for already. */
const answers = (one: Published, container: Owner, spec: PublishSpec): boolean =>
  sameOwner(one.container, container) && isAsAsked(one, spec)

/** Whether it is what is asked for, of whichever container. */
export const isAsAsked = (one: Published, { ip, host, port }: PublishSpec): boolean =>
  samePort(one.port, port) &&
  one.ip === ip &&
  (host === undefined || (one.hostPort >= host[0] && one.hostPort <= host[1]))

function demandLeg(facts: Facts, container: Owner, specs: readonly PublishSpec[]): void {
  const families = legsOf(facts, container).map(({ address }) => address.family)
  const lacking = specs.find(({ ip }) =>
    ip === undefined ? families.length === 0 : !families.includes(familyOf(ip)),
  )
  if (lacking === undefined) return
  const what = lacking.ip === undefined ? 'address' : `IPv${familyOf(lacking.ip)} address`
  throw new CtnetError('conflict', 'no-address', `${container.name} has no ${what} on a bridge`, {
    hint: `give it one: ctnet attach ${container.name} BRIDGE`,
  })
}

/** @throws exit 4 where the host has no such address, or the kernel leads nothing away from it */
function demandAddress(facts: Facts, container: Owner, { ip, host, port }: PublishSpec): void {
  if (ip === undefined) return
  if (ip === '::1') {
    const lead = `ctnet publish ${container.name}`
    const inside = `${port.port}${port.protocol === 'tcp' ? '' : `/${port.protocol}`}`
    const from = host?.[0] === host?.[1] ? host?.[0] : host?.join('-')
    const alone = answeringLeg(facts, container, 4) && `${lead} 127.0.0.1:${from ?? ''}:${inside}`
    const anywhere = `${lead} ${from === undefined ? '' : `${from}:`}${inside}`
    throw new CtnetError(
      'conflict',
      'ipv6-loopback',
      `${container.name} can't be published on ::1: IPv6 has no route_localnet, by which the kernel leads packets away from 127.0.0.1`,
      { hint: `${alone ? `for this host alone: ${alone}; ` : ''}on all its addresses: ${anywhere}` },
    )
  }
  const { links } = spaceOf(facts, HOST)
  if (ip.startsWith('127.') || links.some(({ addresses }) => addresses.some((own) => own.ip === ip))) return
  throw new CtnetError('conflict', 'not-own-address', `the host has no address ${ip}`, {
    hint: 'see which it has: ip address; all of them: leave it out',
  })
}

/** The first of the host's ports that nobody has. @throws exit 4 with who has it */
function freePort(facts: Facts, published: readonly Published[], spec: PublishSpec): number {
  const [from, to] = spec.host ?? DYNAMIC
  let taken: string | undefined
  for (let port = from; port <= to; port++) {
    const by = takenBy(facts, published, spec, port)
    if (by === undefined) return port
    taken ??= by
  }
  const { protocol } = spec.port
  const asked = from === to ? `port ${from}/${protocol} is` : `all ports from ${from} to ${to} are`
  throw new CtnetError('conflict', 'port-taken', `${asked} taken: by ${taken}`, {
    hint: `choose another: ctnet publish CONTAINER ${Math.min(to + 1, 65535)}:${spec.port.port}; see which are taken: ss -lntu`,
  })
}

function takenBy(
  facts: Facts,
  published: readonly Published[],
  { ip, port: { protocol } }: PublishSpec,
  port: number,
): string | undefined {
  const meets = (other: string | undefined) => ip === undefined || other === undefined || ip === other
  const own = published.find(
    (one) => one.port.protocol === protocol && one.hostPort === port && meets(one.ip),
  )
  if (own !== undefined) return `${own.container.name}, which ctnet publishes there`
  const listener = facts.listeners?.find(
    (one) => one.protocol === protocol && one.port === port && meets(one.ip),
  )
  if (listener !== undefined && !listener.by.startsWith('docker-proxy')) return listener.by
  const docker = dockersOf(facts).find(
    (one) => one.protocol === protocol && one.port === port && meets(one.ip),
  )
  if (docker !== undefined) return `Docker, which leads it to ${docker.to}`
  return listener?.by
}

/** The ports that Docker publishes, by its own rules. */
const dockersOf = ({ firewall }: Facts) =>
  Object.values(firewall?.others ?? {})
    .flat()
    .flatMap((line) => {
      const found =
        /^nat -A DOCKER (?:-d (\S+?)(?:\/32|\/128)? )?.*-p (\w+) .*--dport (\d+) -j DNAT --to-destination (\S+)$/.exec(
          line,
        )
      if (found === null) return []
      const [, ip, protocol = '', port = '', to = ''] = found
      return [{ ip, protocol, port: Number(port), to }]
    })

/** What else must be so for a port to be reached from everywhere. */
function unreachableNotes(facts: Facts, container: Owner): readonly string[] {
  const place = ownerState(facts, container)
  if (place === undefined) return []
  const lacking = ([4, 6] as const).filter(
    (family) =>
      answeringLeg(facts, container, family) !== undefined &&
      defaultRoute(spaceOf(facts, place), family) === undefined,
  )
  return lacking.map(
    (family) =>
      `${container.name} has no IPv${family} default route: it can't answer whoever is beyond its subnet; give it one: ctnet route ${container.name} add default via IP`,
  )
}
