import type { Place } from './endpoint.ts'
import { type Facts, withFile } from './facts.ts'

/** A container that a policy is about: it may stop and start again, and is gone when its ID is. */
export interface Owner {
  /** `docker`, `netns` … */
  readonly runtime: string
  readonly name: string
  /** An engine's; of a namespace that only has a name, its number. */
  readonly id: string
}

export interface Port {
  readonly port: number
  readonly protocol: 'tcp' | 'udp' | 'sctp'
}

/** What was asked for of the host's firewall. The rules that do it follow from this and from what is there. */
export type Policy =
  /** Containers on the bridge may not talk to each other. */
  | { readonly kind: 'icc'; readonly bridge: string }
  /** What leaves the subnet goes out under the host's address. */
  | {
      readonly kind: 'masquerade'
      readonly bridge?: string | undefined
      readonly subnet?: string | undefined
    }
  /** A client may ask a server on the same bridge, whatever else is forbidden. */
  | {
      readonly kind: 'link'
      readonly client: Owner
      readonly server: Owner
      readonly alias: string
      readonly ports: readonly Port[]
    }
  /** A port of the host's leads to one of a container's. */
  | {
      readonly kind: 'publish'
      readonly container: Owner
      /** Of the host's addresses; all, where there is none. */
      readonly ip?: string | undefined
      readonly hostPort: number
      readonly port: Port
    }

/** The containers that a policy is about. */
export const ownersOf = (policy: Policy): readonly Owner[] => {
  if (policy.kind === 'link') return [policy.client, policy.server]
  return policy.kind === 'publish' ? [policy.container] : []
}

/** Where it is kept what was asked for, by the number of the host's own namespace. */
export const policyFile = (host: number): string => `/run/ctnet/policy/${host}`

/** The file that this host's are kept in. */
const fileOf = ({ inodes }: Facts): string => policyFile(inodes?.host ?? 0)

/** What was asked for. */
export function policiesOf(facts: Facts): readonly Policy[] {
  const text = facts.files?.[fileOf(facts)]
  return text === undefined ? [] : (JSON.parse(text) as readonly Policy[])
}

/** The change of the file that keeps them, for a step. */
export function keptPolicies(facts: Facts, policies: readonly Policy[]) {
  const path = fileOf(facts)
  const lines = policies.map((policy) => JSON.stringify(policy))
  const after = policies.length === 0 ? undefined : `[${lines.join(',\n')}]\n`
  return { path, before: facts.files?.[path], after, alone: true }
}

/** How a container is doing: its place where it runs; nothing where it is gone. */
export type OwnerState = Place | 'stopped' | undefined

export const ownerState = (facts: Facts, owner: Owner): OwnerState => facts.owners?.[ownerKey(owner)]

export const ownerKey = ({ runtime, name, id }: Owner): string => `${runtime}:${name}@${id}`

/** What a rule's comment names the container by: as much of an ID as engines show. */
export const ownerLabel = ({ id, ...owner }: Owner): string => ownerKey({ ...owner, id: id.slice(0, 12) })

/** The facts with other policies. */
export const withPolicies = (facts: Facts, policies: readonly Policy[]): Facts => {
  const { path, after } = keptPolicies(facts, policies)
  return withFile(facts, path, after)
}
