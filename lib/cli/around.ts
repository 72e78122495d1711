import { readPolicies } from '../host/kept-policies.ts'
import { inodeOf } from '../host/namespaces.ts'
import type { Look } from '../host/observe.ts'
import type { Decision } from '../host/transact.ts'
import {
  type Endpoint,
  type EndpointRef,
  HOST,
  OWN_NAMESPACE,
  parseEndpoint,
  placeOf,
  type RuntimeName,
} from '../model/endpoint.ts'
import { CtnetError, EXIT, usageError } from '../model/error.ts'
import type { Facts } from '../model/facts.ts'
import { FAMILIES, forwardingFile } from '../model/forwarding.ts'
import { hasNameFiles, nameFilesOf } from '../model/name-files.ts'
import { isEngines, type Owner, ownerKey, ownersOf, type Policy, policyFile } from '../model/policy.ts'
import { listed, quoted } from '../model/text.ts'
import { forwardingLast } from '../recipes/forwarding.ts'
import { homeFirst } from '../recipes/homecoming.ts'
import { policiesAround } from '../recipes/policies.ts'
import { engineOf, findBy, resolve } from '../runtimes/resolve.ts'

/**
 * What every change does besides what it is for: interfaces whose container is gone come home first, the firewall
 * follows what there is, and forwarding goes off that is on for containers alone, when none needs it.
 */
export const around = <R>(decision: Decision<R>, repairs?: boolean): Decision<R> => ({
  look: async () => withPolicies((await decision.look?.()) ?? {}),
  plan: homeFirst(policiesAround(forwardingLast(decision.plan), repairs)),
})

/**
 * Looks also at what ctnet keeps of the host, at the containers that policies are about, and, where there are policies, at
 * the firewall.
 */
export async function withPolicies(look: Look): Promise<Look> {
  const host = inodeOf(OWN_NAMESPACE) ?? 0
  const kept = [policyFile(host), ...FAMILIES.map((family) => forwardingFile(host, family))]
  const files = [...(look.files ?? []), ...kept]
  const policies = readPolicies()
  if (policies.length === 0) return { ...look, files }
  const found = await ownersIn(policies)
  return {
    ...look,
    files,
    rules: true,
    localnet: true,
    ...(policies.some((policy) => policy.kind === 'dns' && policy.hostname !== undefined) && {
      hostnames: true,
    }),
    endpoints: [...(look.endpoints ?? []), ...found.endpoints],
    owners: { ...look.owners, ...found.owners },
    hosts: { ...look.hosts, ...hostsOf(found.endpoints) },
  }
}

/** Where containers have their hosts files. */
const hostsOf = (endpoints: readonly Endpoint[]): NonNullable<Facts['hosts']> =>
  Object.fromEntries(
    endpoints
      .filter(hasNameFiles)
      .map((endpoint) => [placeOf(endpoint), nameFilesOf(endpoint)] as const)
      .filter(([, { hosts }]) => hosts !== ''),
  )

async function ownersIn(
  policies: readonly Policy[],
): Promise<{ readonly endpoints: readonly Endpoint[]; readonly owners: NonNullable<Facts['owners']> }> {
  const unique = new Map(policies.flatMap(ownersOf).map((owner) => [ownerKey(owner), owner]))
  const states = await Promise.all(
    [...unique].map(async ([key, owner]) => ({ key, state: await stateOf(owner) })),
  )
  return {
    endpoints: states.flatMap(({ state }) => (typeof state === 'object' ? state : [])),
    owners: Object.fromEntries(
      states.flatMap(({ key, state }) =>
        state === undefined ? [] : [[key, typeof state === 'object' ? placeOf(state) : state] as const],
      ),
    ),
  }
}

/** An engine's is known by its ID; another container by the same name isn't it, nor can another engine tell. */
async function stateOf(owner: Owner): Promise<Endpoint | 'stopped' | 'unknown' | undefined> {
  const { runtime, name, id } = owner
  try {
    if (!isHere(owner)) return 'unknown'
    const endpoint = await findBy(runtime, isEngines(id) ? id : name)
    return endpoint !== undefined && identityOf(endpoint) === id ? endpoint : undefined
  } catch (error) {
    if (!(error instanceof CtnetError)) throw error
    if (error.code === 'not-running') return 'stopped'
    return error.exit === EXIT.notFound ? undefined : 'unknown'
  }
}

/** What stays the same for as long as the container is there. */
function identityOf({ runtime, name, id, path }: Endpoint): string {
  if (runtime === 'lxc' || runtime === 'nspawn') return name
  return id ?? String(inodeOf(path) ?? '')
}

/** A container as policies know it. @throws exit 4 where it is none */
export function ownerOf(endpoint: Endpoint): Owner {
  const { runtime, name } = endpoint
  if (runtime !== HOST) {
    const engine = engineOf(runtime)
    return { runtime, name, id: identityOf(endpoint), ...(engine !== undefined && { engine }) }
  }
  throw new CtnetError(
    'conflict',
    'host-network',
    'the host is no container: what it may reach is not for ctnet to say',
    {
      hint: 'name a container: see which there are: ctnet ls',
    },
  )
}

/** A container that policies may be about, though it doesn't run, or is gone. */
export interface Known {
  readonly owner: Owner
  readonly endpoint?: Endpoint
}

/** Finds a container, or what policies know of one that doesn't run. @throws as `resolve` */
export async function findKnown(text: string, preferred?: RuntimeName): Promise<Known> {
  try {
    const endpoint = await resolve(text, preferred)
    return { owner: ownerOf(endpoint), endpoint }
  } catch (error) {
    if (!(error instanceof CtnetError) || error.exit !== EXIT.notFound) throw error
    const owner = knownOwner(parseEndpoint(text, preferred))
    if (owner === undefined) throw error
    return { owner }
  }
}

/** The last one that policies were asked for of; one of the engine that is asked comes first. @throws exit 2 where several runtimes have one of that name */
function knownOwner({ runtime, name }: EndpointRef): Owner | undefined {
  const owners = readPolicies()
    .flatMap(ownersOf)
    .filter(
      (one) =>
        (runtime === undefined || one.runtime === runtime) &&
        (one.name === name || (isEngines(one.id) && name.length >= SHORTEST && one.id.startsWith(name))),
    )
  const spellings = [...new Set(owners.map(placeOf))]
  if (spellings.length <= 1) return owners.findLast(isHere) ?? owners.at(-1)
  throw usageError(`there is more than one ${quoted(name)}`, `say which: ${listed(spellings, 'or')}`)
}

const isHere = ({ runtime, engine }: Owner): boolean => engine === undefined || engine === engineOf(runtime)

/** Of an engine's ID, what nobody would call a container. */
const SHORTEST = 12

/** Looks at containers that a policy is to be about. */
export const lookAtOwners = (endpoints: readonly Endpoint[], look: Look = {}): Look => ({
  ...look,
  ...namesAndStates(endpoints),
  endpoints,
  rules: true,
  localnet: true,
})

/** How such containers are doing, and where they have their hosts files. */
export const namesAndStates = (endpoints: readonly Endpoint[]): Pick<Look, 'hosts' | 'owners'> => ({
  hosts: hostsOf(endpoints),
  owners: Object.fromEntries(endpoints.map((endpoint) => [ownerKey(ownerOf(endpoint)), placeOf(endpoint)])),
})

/** Looks at those that run. */
export const lookAtKnown = (known: readonly Known[]): Look =>
  lookAtOwners(known.flatMap(({ endpoint }) => endpoint ?? []))
