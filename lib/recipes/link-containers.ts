import { CtnetError } from '../model/error.ts'
import type { Facts } from '../model/facts.ts'
import { demandFile } from '../model/name-files.ts'
import { type Owner, ownerState, type Policy, type Port, policiesOf, sameOwner } from '../model/policy.ts'
import { showPort } from '../model/publish.ts'
import { nothingToDo, type Plan } from '../plan/plan.ts'
import { type Forced, refuseBlocked } from './blockers.ts'
import { withNamed } from './hosts-entries.ts'
import { isSevered } from './icc.ts'
import { aliasesOf } from './link-names.ts'
import { hostsText } from './name-files.ts'
import { changePolicies, living } from './policies.ts'
import { legsOf } from './policy-rules.ts'
import { canFilter } from './policy-settings.ts'

type Link = Extract<Policy, { kind: 'link' }>

export interface LinkIntent extends Forced {
  readonly client: Owner
  readonly server: Owner
  /** The name by which the client finds the server. */
  readonly alias: string
  readonly ports: readonly Port[]
}

export interface LinkResult {
  readonly client: string
  readonly server: string
  readonly alias: string
  readonly ports: readonly string[]
}

const toResult = ({ client, server, alias, ports }: LinkIntent): LinkResult => ({
  client: client.name,
  server: server.name,
  alias,
  ports: ports.map(showPort),
})

/** `client server alias 5432/tcp`. */
export const showLink = ({ client, server, alias, ports }: LinkResult): string =>
  [client, server, alias, ...ports].join(' ')

export const linksIn = (facts: Facts): readonly LinkResult[] =>
  living(facts).flatMap((policy) => (policy.kind === 'link' ? toResult(policy) : []))

const isBetween = (policy: Policy, client: Owner, server: Owner): policy is Link =>
  policy.kind === 'link' && sameOwner(policy.client, client) && sameOwner(policy.server, server)

/**
 * Lets a client ask a server on its bridge, under a name of its own, whatever else is forbidden there (the document,
 * "Communication between containers"): the pair of rules, and the entry in the client's hosts file.
 *
 * @throws exit 4 where they share no bridge, or the alias is another's; 6 where no rule can let through what isolated ports keep apart
 */
export function linkContainers(facts: Facts, intent: LinkIntent): Plan<LinkResult> {
  const { client, server, alias, ports } = intent
  const result = toResult(intent)
  if (sameOwner(client, server)) {
    throw new CtnetError('conflict', 'same-container', `${client.name} reaches itself without a link`, {
      hint: 'name two containers: ctnet link CLIENT SERVER',
    })
  }
  const [bridge] = sharedBridges(facts, intent)
  if (bridge === undefined) throw noBridge(facts, intent)
  const severed = isSevered(facts, bridge)
  if (severed) demandFilter(facts)
  const policies = policiesOf(facts)
  const other = policies.find(
    (policy) =>
      policy.kind === 'link' &&
      sameOwner(policy.client, client) &&
      !sameOwner(policy.server, server) &&
      policy.alias === alias,
  ) as Link | undefined
  if (other !== undefined) {
    throw new CtnetError('conflict', 'alias-taken', `${client.name} knows ${other.server.name} as ${alias}`, {
      hint: `choose another alias: ctnet link ${client.name} ${server.name}:ALIAS`,
    })
  }
  const before = policies.find((policy) => isBetween(policy, client, server))
  const asked: Policy = { kind: 'link', client, server, alias, ports }
  if (JSON.stringify(before) === JSON.stringify(asked))
    return nothingToDo(result, `${client.name} is linked to ${server.name} already`)
  refuseNamed(facts, intent)
  const notes = [...refuseBlocked(facts, asked, intent), ...unnamedNotes(facts, intent)]
  const why = `Let ${client.name} ask ${server.name}`
  return {
    build: changePolicies(facts, [...policies.filter((policy) => policy !== before), asked], why),
    finish: [],
    result,
    notes: severed
      ? notes
      : [
          ...notes,
          `containers on ${bridge} may all talk to each other, whether linked or not: ctnet icc ${bridge} off`,
        ],
  }
}

/** @throws exit 4 where the client knows another by that name, or has a hosts file that is somebody else's */
function refuseNamed(facts: Facts, intent: LinkIntent): void {
  const state = ownerState(facts, intent.client)
  const files = state === undefined ? undefined : facts.hosts?.[state]
  if (files === undefined) return
  demandFile(files, files.hosts, '/etc/hosts')
  for (const { ip, owner } of aliasesOf(facts, intent))
    withNamed(hostsText(facts, files), { name: intent.alias, ip, owner }, files)
}

/**
 * What the client finds under no name: a file among its own is its root's, who may put a device or a link onto the host's in
 * its place at any time, so that no script could write there.
 */
function unnamedNotes(facts: Facts, intent: LinkIntent): readonly string[] {
  const { client, alias } = intent
  const state = ownerState(facts, client)
  if (state === undefined || facts.hosts?.[state] !== undefined) return []
  const lines = aliasesOf(facts, intent).map(({ ip }) => `${ip} ${alias}`)
  return [
    `${client.name} doesn't learn the name ${alias}: it keeps its /etc/hosts among its own files, where ctnet doesn't write; from within, as its root, add: ${lines.join('; ')}`,
  ]
}

/** Takes the link away. */
export function unlinkContainers(
  facts: Facts,
  { client, server }: Pick<LinkIntent, 'client' | 'server'>,
): Plan<LinkResult | undefined> {
  const policies = policiesOf(facts)
  const before = policies.find((policy): policy is Link => isBetween(policy, client, server))
  if (before === undefined)
    return nothingToDo(undefined, `${client.name} is not linked to ${server.name}: nothing to do`)
  const left = policies.filter((policy) => policy !== before)
  const why = `Let ${client.name} ask ${server.name} no longer`
  return { build: changePolicies(facts, left, why), finish: [], result: toResult(before), notes: [] }
}

function sharedBridges(facts: Facts, { client, server }: LinkIntent): readonly string[] {
  const servers = legsOf(facts, server).map(({ bridge, address }) => `${bridge} ${address.family}`)
  return legsOf(facts, client)
    .filter(({ bridge, address }) => servers.includes(`${bridge} ${address.family}`))
    .map(({ bridge }) => bridge)
}

function noBridge(facts: Facts, { client, server }: LinkIntent): CtnetError {
  const [leg] = legsOf(facts, server)
  return new CtnetError(
    'conflict',
    'no-shared-bridge',
    `${client.name} and ${server.name} have no addresses on a bridge in common`,
    {
      hint: `attach both to one: ctnet attach ${client.name} ${leg?.bridge ?? 'BRIDGE'}`,
    },
  )
}

function demandFilter(facts: Facts): void {
  if (canFilter(facts)) return
  throw new CtnetError(
    'missing',
    'no-bridge-filter',
    'no firewall sees what passes between the ports of a bridge here, so none can let it through',
    {
      hint: 'load the module, with iptables installed: modprobe br_netfilter',
    },
  )
}
