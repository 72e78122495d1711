import { type Endpoint, HOST, type Place, placeOf } from '../model/endpoint.ts'
import { CtnetError } from '../model/error.ts'
import type { Facts, Link, Space } from '../model/facts.ts'
import { heldNamespaces, namedNamespaces, type OpenNamespace, openNamespace } from './namespaces.ts'
import { OBSERVE_SCRIPT } from './observe-script.ts'
import { type IpLink, parseObservation, type Seen } from './parse-observation.ts'
import { run } from './shell.ts'

export interface Look {
  /** The containers that the plan is about; each is known by its place. */
  readonly endpoints?: readonly Endpoint[]
  /** Look into every other namespace too: for addresses that are taken, and for `ls`. */
  readonly everywhere?: boolean
  /** Read the firewall. */
  readonly rules?: boolean
  readonly claims?: Facts['claims']
}

export interface Observation {
  readonly facts: Facts
  /** The endpoints' namespaces, kept open until `close`. */
  readonly open: ReadonlyMap<Place, OpenNamespace>
  close(): void
}

/** Looks at the host and at the namespaces in question, with one child process. */
export async function observe(look: Look = {}): Promise<Observation> {
  const open = new Map<Place, OpenNamespace>()
  const close = () => {
    for (const namespace of open.values()) namespace.close()
  }
  try {
    for (const endpoint of look.endpoints ?? []) openEndpoint(endpoint, open)
    const facts = await factsOf(look, open)
    return { facts, open, close }
  } catch (error) {
    close()
    throw error
  }
}

function openEndpoint(endpoint: Endpoint, open: Map<Place, OpenNamespace>): void {
  const place = placeOf(endpoint)
  if (place === HOST || open.has(place)) return
  try {
    open.set(place, openNamespace(endpoint.path))
  } catch (cause) {
    throw new CtnetError(
      'notFound',
      'namespace-gone',
      `the network namespace of ${place} can't be opened: ${(cause as Error).message}`,
      {
        hint: 'see whether it is still there: ctnet ls',
        cause,
      },
    )
  }
}

async function factsOf(look: Look, open: ReadonlyMap<Place, OpenNamespace>): Promise<Facts> {
  const inodes = new Map([...open].map(([place, { inode }]) => [inode, place]))
  const targets = [...open].map(([place, { fd }], index) => ({ place, fd, as: index + 3 }))
  const others = look.everywhere
    ? heldNamespaces()
        .filter(({ inode }) => !inodes.has(inode))
        .map(({ inode, path, name }) => ({
          place: name === undefined ? `net:${inode}` : `netns:${name}`,
          path,
        }))
    : []
  const named = [
    ...targets.map(({ place, as }) => [place, `/proc/self/fd/${as}`]),
    ...others.map(({ place, path }) => [place, path]),
  ]
  const outcome = await run(
    ['sh', '-c', OBSERVE_SCRIPT, 'sh', look.rules === false ? '-' : 'rules', ...named.flat()],
    { files: new Map(targets.map(({ fd, as }) => [as, fd])) },
  )
  const seen = parseObservation(outcome.stdout)
  if (!seen.has(HOST)) {
    throw new CtnetError('missing', 'no-ip', "the host's interfaces can't be read with `ip`", {
      hint: 'install iproute2: apt-get install iproute2',
      cause: outcome.stderr,
    })
  }
  return {
    spaces: withPeers(seen),
    named: namedNamespaces(),
    claims: look.claims ?? [],
    nonce: nonce(),
  }
}

/** Unique, not secret: it keeps names and MACs of two plans apart. */
const nonce = (): string =>
  Math.floor(Math.random() * 2 ** 40)
    .toString(16)
    .padStart(10, '0')

/**
 * Finds each veth's other end. The kernel tells an end only the other's index and an id of its namespace that means
 * nothing elsewhere; two ends that name each other's index are a pair if no other two do.
 */
function withPeers(seen: ReadonlyMap<Place, Seen>): Record<Place, Space> {
  const all = [...seen].flatMap(([place, { links }]) =>
    links.filter(({ linkinfo }) => linkinfo?.info_kind === 'veth').map((link) => ({ place, link })),
  )
  const byIndices = new Map<string, typeof all>()
  for (const end of all) {
    const key = `${end.link.ifindex} ${end.link.link_index}`
    byIndices.set(key, [...(byIndices.get(key) ?? []), end])
  }
  const peerOf = (place: Place, link: IpLink) => {
    const here = link.link_netnsid === undefined
    const candidates = (byIndices.get(`${link.link_index} ${link.ifindex}`) ?? []).filter(
      (other) => (other.place === place) === here && (other.link.link_netnsid === undefined) === here,
    )
    return candidates.length === 1 ? candidates[0] : undefined
  }
  const complete = (place: Place, { links, space }: Seen): Space => ({
    ...space,
    links: space.links.map((link, index): Link => {
      const peer = link.kind === 'veth' ? peerOf(place, links[index] as IpLink) : undefined
      return peer === undefined ? link : { ...link, peer: { place: peer.place, link: peer.link.ifname } }
    }),
  })
  return Object.fromEntries([...seen].map(([place, one]) => [place, complete(place, one)]))
}
