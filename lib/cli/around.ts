import { readFiles } from '../host/files.ts'
import { inodeOf } from '../host/namespaces.ts'
import type { Look } from '../host/observe.ts'
import type { Decision } from '../host/transact.ts'
import { type Endpoint, OWN_NAMESPACE, placeOf } from '../model/endpoint.ts'
import { CtnetError, EXIT } from '../model/error.ts'
import type { Facts } from '../model/facts.ts'
import { FAMILIES, forwardingFile } from '../model/forwarding.ts'
import { hasNameFiles, nameFilesOf } from '../model/name-files.ts'
import { type Owner, ownerKey, ownersOf, type Policy, policyFile } from '../model/policy.ts'
import { forwardingLast } from '../recipes/forwarding.ts'
import { homeFirst } from '../recipes/homecoming.ts'
import { policiesAround } from '../recipes/policies.ts'
import { findBy } from '../runtimes/resolve.ts'

/**
 * What every change does besides what it is for: interfaces whose container is gone come home first, the firewall
 * follows what there is, and forwarding goes off that is on for containers alone, when none needs it.
 */
export const around = <R>(decision: Decision<R>): Decision<R> => ({
  look: async () => withPolicies((await decision.look?.()) ?? {}),
  plan: homeFirst(policiesAround(forwardingLast(decision.plan))),
})

/** Looks also at what ctnet keeps of the host, at the containers that policies are about, and, where there are policies, at the firewall. */
export async function withPolicies(look: Look): Promise<Look> {
  const host = inodeOf(OWN_NAMESPACE) ?? 0
  const file = policyFile(host)
  const files = [...(look.files ?? []), file, ...FAMILIES.map((family) => forwardingFile(host, family))]
  const text = readFiles([file])[file]
  if (text === undefined) return { ...look, files }
  const found = await ownersIn(JSON.parse(text) as Policy[])
  return {
    ...look,
    files,
    rules: true,
    localnet: true,
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
    endpoints: states.flatMap(({ state }) => (state === undefined || state === 'stopped' ? [] : state)),
    owners: Object.fromEntries(
      states.flatMap(({ key, state }) =>
        state === undefined ? [] : [[key, state === 'stopped' ? state : placeOf(state)] as const],
      ),
    ),
  }
}

/** An engine's, by its ID; another container by the same name isn't it. Of an engine that doesn't answer it isn't known to be gone. */
async function stateOf({ runtime, name, id }: Owner): Promise<Endpoint | 'stopped' | undefined> {
  try {
    const endpoint = await findBy(runtime, isEngines(id) ? id : name)
    return endpoint !== undefined && identityOf(endpoint) === id ? endpoint : undefined
  } catch (error) {
    if (!(error instanceof CtnetError)) throw error
    if (error.code === 'not-running' || error.exit === EXIT.missing) return 'stopped'
    if (error.exit === EXIT.notFound) return undefined
    throw error
  }
}

const isEngines = (id: string): boolean => /^[0-9a-f]{64}$/.test(id)

const identityOf = ({ id, path }: Endpoint): string => id ?? String(inodeOf(path) ?? '')

/** A container as policies know it. */
export const ownerOf = (endpoint: Endpoint): Owner => ({
  runtime: endpoint.runtime,
  name: endpoint.name,
  id: identityOf(endpoint),
})

/** Looks at containers that a policy is to be about. */
export const lookAtOwners = (endpoints: readonly Endpoint[], look: Look = {}): Look => ({
  ...look,
  endpoints,
  rules: true,
  localnet: true,
  hosts: hostsOf(endpoints),
  owners: Object.fromEntries(endpoints.map((endpoint) => [ownerKey(ownerOf(endpoint)), placeOf(endpoint)])),
})
