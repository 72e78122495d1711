import type { Family } from '../model/address.ts'
import { HOST, type Place } from '../model/endpoint.ts'
import { type Facts, type Link, linkOf, portsOf, spaceOf } from '../model/facts.ts'
import { type OwnEntry, parseHosts, withEntry, withoutEntries } from '../model/hosts-file.ts'
import type { NameFiles } from '../model/name-files.ts'
import { keptPolicies, ownerState, ownersOf, type Policy, policiesOf } from '../model/policy.ts'
import { after, type Plan } from '../plan/plan.ts'
import type { Step } from '../plan/step.ts'
import { filterBridge, setPort } from '../plan/steps/bridge-filter.ts'
import { setFile } from '../plan/steps/file.ts'
import { setRules } from '../plan/steps/firewall.ts'
import { setSysctl } from '../plan/steps/sysctl.ts'
import { canWriteHosts, hostsStep } from './name-files.ts'
import { isThroughLoopback, legsOf, rulesOf } from './policy-rules.ts'

const BOTH = [4, 6] as const satisfies Family[]

/** Whether the host has a firewall that sees what passes between a bridge's ports, or can be told to. */
export const canFilter = (facts: Facts): boolean =>
  facts.firewall !== undefined &&
  spaceOf(facts, HOST).sysctls['net/bridge/bridge-nf-call-iptables'] !== undefined

/** What bridges and their ports must do for what was asked for. */
interface Settings {
  /** Bridges whose frames the firewall must see, though it sees none by default. */
  readonly filtered: readonly { readonly bridge: Link; readonly family: Family }[]
  /** Ports that are kept apart where no firewall sees them. */
  readonly isolated: readonly Link[]
  /** Bridges that route what comes from 127.0.0.1. */
  readonly localnet: readonly Link[]
  /** Ports of containers that may ask for what they publish themselves. */
  readonly hairpin: readonly Link[]
}

function settingsOf(facts: Facts): Settings {
  const policies = policiesOf(facts)
  const linkNamed = (name: string) => linkOf(facts, HOST, name) ?? []
  const severed = policies.flatMap((policy) => (policy.kind === 'icc' ? linkNamed(policy.bridge) : []))
  const { sysctls } = spaceOf(facts, HOST)
  const publishing = policies.flatMap((policy) =>
    policy.kind === 'publish'
      ? legsOf(facts, policy.container).map((leg) => ({ ...leg, ip: policy.ip }))
      : [],
  )
  const fromLoopback = publishing.filter(({ ip, address }) => address.family === 4 && isThroughLoopback(ip))
  return {
    filtered: severed.flatMap((bridge) =>
      BOTH.filter((family) => canFilter(facts) && sysctls[callOf(family)] === '0').map((family) => ({
        bridge,
        family,
      })),
    ),
    isolated: canFilter(facts) ? [] : severed.flatMap(({ name }) => portsOf(facts, HOST, name)),
    localnet: distinct(fromLoopback.map(({ bridge }) => bridge)).flatMap(linkNamed),
    hairpin: distinct(publishing.map(({ port }) => port)).flatMap(linkNamed),
  }
}

const distinct = (names: readonly string[]): readonly string[] => [...new Set(names)]

const callOf = (family: Family): string => `net/bridge/bridge-nf-call-ip${family === 6 ? '6' : ''}tables`

/** Makes what was asked for so, wherever it isn't: the rules, and what the bridges and their ports must do for them. */
export function enforce(facts: Facts, why: string): readonly Step[] {
  const { filtered, isolated, localnet, hairpin } = settingsOf(facts)
  const { firewall } = facts
  return [
    ...filtered
      .filter(({ bridge, family }) => bridge.filtered?.includes(family) !== true)
      .map(({ bridge, family }) => filterBridge(bridge, family, true)),
    ...isolated
      .filter((port) => !port.isolated)
      .map((port) =>
        setPort(port, 'isolated', true, 'Keep the port apart: it reaches no other one that is so'),
      ),
    ...localnet.flatMap((bridge) => setLocalnet(facts, bridge, '1')),
    ...hairpin
      .filter((port) => !port.hairpin)
      .map((port) =>
        setPort(port, 'hairpin', true, 'Let what the container sends to its own published port come back'),
      ),
    ...(firewall === undefined ? [] : setRules({ firewall, rules: rulesOf(facts), why })),
    ...Object.entries(facts.hosts ?? {}).flatMap(([place, files]) => nameServers(facts, place, files)),
  ]
}

/** What ends a line that a link wrote into a hosts file. */
const LINK = 'link'

/** The client of links knows its servers by their aliases, at the addresses that they have now. */
function nameServers(facts: Facts, place: Place, files: NameFiles): readonly Step[] {
  const entries = policiesOf(facts).flatMap((policy) =>
    policy.kind === 'link' && ownerState(facts, policy.client) === place ? aliasesOf(facts, policy) : [],
  )
  const named = (text: string): string => {
    const known = parseHosts(text).filter(({ owner }) => owner === LINK)
    // Where they stand doesn't matter.
    const isSo = JSON.stringify(known) === JSON.stringify(entries)
    return isSo ? text : entries.reduce(withEntry, withoutEntries(text, LINK))
  }
  return canWriteHosts(facts, files)
    ? hostsStep(facts, files, named, 'Let the client know its servers by name')
    : []
}

/** The entries for a server, for its addresses on the client's bridges. */
export function aliasesOf(
  facts: Facts,
  { client, server, alias }: Pick<Extract<Policy, { kind: 'link' }>, 'client' | 'server' | 'alias'>,
): readonly OwnEntry[] {
  const bridges = legsOf(facts, client).map(({ bridge }) => bridge)
  return legsOf(facts, server)
    .filter(({ bridge }) => bridges.includes(bridge))
    .map(({ address: { ip } }) => ({ ip, names: [alias], owner: LINK }))
}

/** Whether the kernel routes packets of 127.0.0.1 through the bridge (ip-sysctl, `route_localnet`). */
function setLocalnet(facts: Facts, { name }: Link, value: '0' | '1'): readonly Step[] {
  const path = `net/ipv4/conf/${name}/route_localnet`
  const before = spaceOf(facts, HOST).sysctls[path]
  if (before === undefined || before === value) return []
  const why =
    value === '1'
      ? 'Let 127.0.0.1 be led to the container too; a rule keeps others from sending there'
      : 'Lead 127.0.0.1 nowhere else'
  return [setSysctl({ in: HOST, path, value, before, on: { in: HOST, name } }, why)]
}

/** Takes back what bridges and ports did for what is no longer asked for. */
function release(before: Facts, facts: Facts): readonly Step[] {
  const [had, needs] = [settingsOf(before), settingsOf(facts)]
  const isOff = (port: Link, key: 'isolated' | 'hairpin') =>
    linkOf(facts, HOST, port.name)?.[key] === true && !needs[key].some(({ name }) => name === port.name)
  return [
    ...had.filtered
      .filter(
        ({ bridge, family }) =>
          !needs.filtered.some((one) => one.bridge.name === bridge.name && one.family === family),
      )
      .flatMap(({ bridge, family }) =>
        bridge.filtered?.includes(family) ? filterBridge(bridge, family, false) : [],
      ),
    ...had.localnet
      .filter(({ name }) => !needs.localnet.some((one) => one.name === name))
      .flatMap((bridge) => setLocalnet(facts, bridge, '0')),
    ...(['isolated', 'hairpin'] as const).flatMap((key) =>
      had[key]
        .filter((port) => isOff(port, key))
        .map((port) => setPort(port, key, false, 'Let the port be as any other again')),
    ),
  ]
}

/** Asks for other policies than before, and makes them so. */
export function changePolicies(facts: Facts, policies: readonly Policy[], why: string): readonly Step[] {
  const file = keptPolicies(facts, policies)
  const kept =
    file.before === file.after
      ? []
      : [setFile(file, 'Keep what was asked for: rules follow the addresses that containers have')]
  const known = after(facts, kept)
  const released = release(facts, known)
  return [...kept, ...released, ...enforce(after(known, released), why)]
}

/** What is asked for of containers that are still there, and of bridges that are. */
const living = (facts: Facts): readonly Policy[] =>
  policiesOf(facts).filter((policy) => {
    if (policy.kind === 'icc') return linkOf(facts, HOST, policy.bridge) !== undefined
    if (policy.kind === 'masquerade')
      return policy.bridge === undefined || linkOf(facts, HOST, policy.bridge) !== undefined
    return ownersOf(policy).every((owner) => ownerState(facts, owner) !== undefined)
  })

/** Forgets what has lost its container or bridge, and puts back what somebody removed. */
function repairPolicies(facts: Facts): Pick<Plan, 'build' | 'notes'> {
  const policies = living(facts)
  const lost = policiesOf(facts).length - policies.length
  const build = changePolicies(facts, policies, 'Let the firewall follow what is there')
  const missing = missingRules(facts)
  return {
    build,
    notes: [
      ...(lost > 0 ? ['rules whose container or bridge is gone went with it'] : []),
      ...(missing ? ["somebody had removed rules of ctnet's from the firewall: they are put back"] : []),
    ],
  }
}

/** Whether rules are missing that were there when they were made. */
const missingRules = (facts: Facts): boolean => {
  const { firewall } = facts
  if (firewall === undefined) return false
  const has = new Set(firewall.rules.map((rule) => JSON.stringify(rule)))
  return rulesOf(facts).some((rule) => !has.has(JSON.stringify(rule)))
}

/**
 * A recipe that is planned on a firewall that is as it should be, which is the first thing that its plan does; and that the
 * firewall follows: what a container has another address of, or what is new on a bridge.
 */
export const policiesAround =
  <R, More extends unknown[]>(recipe: (facts: Facts, ...more: More) => Plan<R>) =>
  (facts: Facts, ...more: More): Plan<R> => {
    if (policiesOf(facts).length === 0) return recipe(facts, ...more)
    const first = repairPolicies(facts)
    const known = after(facts, first.build)
    const plan = recipe(known, ...more)
    const last = enforce(after(known, [...plan.build, ...plan.finish]), 'Let the firewall follow')
    return {
      ...plan,
      build: [...first.build, ...plan.build, ...last],
      notes: [...first.notes, ...plan.notes],
    }
  }
