import type { Family } from './address.ts'
import { withFile } from './effects.ts'
import type { Facts, OwnerState } from './facts.ts'

/** A container that a policy is about: it may stop and start again, and is gone when its ID is. */
export interface Owner {
  /** `docker`, `netns` … */
  readonly runtime: string
  readonly name: string
  /** An engine's; of a namespace that only has a name, its number. */
  readonly id: string
  /** Where its engine is asked: another one by that runtime's name knows nothing of it. */
  readonly engine?: string | undefined
}

export const sameOwner = (a: Owner, b: Owner): boolean => a.runtime === b.runtime && a.id === b.id

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
  /** What a container's files say of names, which its engine writes anew at each start. */
  | {
      readonly kind: 'dns'
      readonly container: Owner
      readonly hostname?: string | undefined
      /** In the place of those that it has; nothing: they stay. */
      readonly servers?: readonly string[] | undefined
      readonly search?: readonly string[] | undefined
      readonly hosts: readonly { readonly name: string; readonly ip: string }[]
    }

/** What ctnet switched on at a bridge or one of its ports for policies: it goes off with the last that needs it. */
export interface Setting {
  readonly kind: 'setting'
  readonly what:
    | 'filtered' /** The firewall sees the bridge's frames, though it sees none by default. */
    | 'isolated' /** The port is kept apart where no firewall sees it. */
    | 'localnet' /** The bridge routes what comes from 127.0.0.1. */
    | 'hairpin' /** The port's container may ask for what it publishes itself. */
  readonly link: string
  readonly family?: Family | undefined
}

/** The containers that a policy is about. */
export const ownersOf = (policy: Policy): readonly Owner[] => {
  if (policy.kind === 'link') return [policy.client, policy.server]
  return 'container' in policy ? [policy.container] : []
}

/** Where it is kept what was asked for, by the number of the host's own namespace. */
export const policyFile = (host: number): string => `/run/ctnet/policy/${host}`

/** The file that this host's are kept in. */
const fileOf = ({ inodes }: Facts): string => policyFile(inodes?.host ?? 0)

function keptIn(facts: Facts): readonly (Policy | Setting)[] {
  const text = facts.files?.[fileOf(facts)]
  return text === undefined ? [] : (JSON.parse(text) as readonly (Policy | Setting)[])
}

/** What was asked for. */
export const policiesOf = (facts: Facts): readonly Policy[] =>
  keptIn(facts).flatMap((one) => (one.kind === 'setting' ? [] : one))

/** What was switched on for that. */
export const madeSettings = (facts: Facts): readonly Setting[] =>
  keptIn(facts).flatMap((one) => (one.kind === 'setting' ? one : []))

/** The change of the file that keeps them, for a step. */
export function keptPolicies(facts: Facts, policies: readonly Policy[], made: readonly Setting[]) {
  const path = fileOf(facts)
  const lines = [...policies, ...made].map((one) => JSON.stringify(one))
  const after = lines.length === 0 ? undefined : `[${lines.join(',\n')}]\n`
  return { path, before: facts.files?.[path], after, alone: true }
}

export const ownerState = (facts: Facts, owner: Owner): OwnerState | undefined =>
  facts.owners?.[ownerKey(owner)]

/** An engine's ID is as good as a name that never changes. */
export const isEngines = (id: string): boolean => /^[0-9a-f]{64}$/.test(id)

export const ownerKey = ({ runtime, name, id }: Owner): string =>
  isEngines(id) ? `${runtime}@${id}` : `${runtime}:${name}@${id}`

/** What a rule's comment names the container by: as much of an ID as engines show. */
export const ownerLabel = ({ runtime, name, id }: Owner): string => `${runtime}:${name}@${id.slice(0, 12)}`

/** The facts with other policies. */
export const withPolicies = (facts: Facts, policies: readonly Policy[]): Facts => {
  const { path, after } = keptPolicies(facts, policies, madeSettings(facts))
  return withFile(facts, path, after)
}
