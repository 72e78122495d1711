import { type Family, isLinkLocal } from './address.ts'
import { HOST, type Place } from './endpoint.ts'
import { type Facts, isOwn, type Link, linkOf, spaceOf } from './facts.ts'

export const FAMILIES: readonly Family[] = [4, 6]

/** Whether a host forwards IP packets (ip-sysctl of the kernel's documentation). */
export const FORWARDING: Readonly<Record<Family, string>> = {
  4: 'net/ipv4/ip_forward',
  6: 'net/ipv6/conf/all/forwarding',
}

/** Nothing where the kernel has no such family. */
export function isForwarding(facts: Facts, family: Family): boolean | undefined {
  const value = spaceOf(facts, HOST).sysctls[FORWARDING[family]]
  return value === undefined ? undefined : value !== '0'
}

/** What is kept of forwarding that ctnet switched on. */
export interface KeptForwarding {
  /** By `ctnet forward`, or on demand of `ctnet attach`, `publish` or `masquerade`: that goes off again when nobody needs it. */
  readonly by: 'hand' | 'attach'
  /** Settings, by path, that switching it off alone doesn't bring back. */
  readonly before: Readonly<Record<string, string>>
}

/** Gone with a reboot, as what it speaks of. */
const DIRECTORY = '/run/ctnet/forward'

/** Where it is kept, by the number of the host's own namespace. */
export const forwardingFile = (host: number, family: Family): string => `${DIRECTORY}/${host}-ipv${family}`

/** The file, and its text if there is one. */
export function forwardingRecord(facts: Facts, family: Family): { path: string; text: string | undefined } {
  const path = forwardingFile(facts.inodes?.[HOST] ?? 0, family)
  return { path, text: facts.files?.[path] }
}

/** What ctnet kept when it switched it on; one that makes no sense counts as one that says nothing. */
export function keptForwarding(facts: Facts, family: Family): KeptForwarding | undefined {
  const { text } = forwardingRecord(facts, family)
  if (text === undefined) return undefined
  const { by, before } = fieldsOf(text)
  const isText = (entry: [string, unknown]): entry is [string, string] => typeof entry[1] === 'string'
  return {
    by: by === 'attach' ? by : 'hand',
    before: Object.fromEntries(Object.entries(Object(before)).filter(isText)),
  }
}

function fieldsOf(text: string): { readonly by?: unknown; readonly before?: unknown } {
  try {
    return Object(JSON.parse(text))
  } catch {
    return {}
  }
}

/** A container whose default route leads to the host itself: the host must forward its packets. */
export interface ForwardingUser {
  readonly place: Place
  /** The host's address. */
  readonly via: string
  /** The host's end of the link that it goes by. */
  readonly link: Link
}

/** The containers that get nowhere but to the host without forwarding, as far as they can be seen. */
export function forwardingUsers(facts: Facts, family: Family): readonly ForwardingUser[] {
  const own = new Set(spaceOf(facts, HOST).links.flatMap(({ addresses }) => addresses.map(({ ip }) => ip)))
  return Object.keys(facts.spaces)
    .filter((place) => place !== HOST)
    .flatMap((place) =>
      spaceOf(facts, place).routes.flatMap(({ to, via, dev, type, ...route }): ForwardingUser[] => {
        const inner = linkOf(facts, place, dev)
        const end = inner?.peer ?? inner?.parent
        const link = end?.place === HOST ? linkOf(facts, HOST, end.link) : undefined
        const leads = to === 'default' && type === undefined && route.family === family
        return leads && via !== undefined && own.has(via) && link !== undefined ? [{ place, via, link }] : []
      }),
    )
}

/** What container engines call their bridges. */
const OF_AN_ENGINE =
  /^(docker0|br-[0-9a-f]{12}|podman\d+|cni-podman\d+|lxcbr\d+|lxdbr\d+|incusbr\d+|virbr\d+)$/

/** The bridges of engines, whose containers have their way out through the host; also of those that nobody can see now. */
export const engineBridges = (facts: Facts, family: Family): readonly Link[] =>
  spaceOf(facts, HOST).links.filter(
    (link) =>
      link.kind === 'bridge' &&
      !isOwn(link) &&
      OF_AN_ENGINE.test(link.name) &&
      link.addresses.some((cidr) => cidr.family === family && !isLinkLocal(cidr.ip)),
  )

/** Whether forwarding that was switched on for a container must stay: one that can't be seen now may need it. */
export const isForwardingNeeded = (facts: Facts, family: Family): boolean =>
  forwardingUsers(facts, family).some(({ link }) => isOwn(link)) ||
  engineBridges(facts, family).length > 0 ||
  spaceOf(facts, HOST).links.some((link) => link.kind === 'veth' && isOwn(link) && link.peer === undefined)
