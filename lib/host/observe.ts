import { type Endpoint, HOST, OWN_NAMESPACE, type Place, placeOf } from '../model/endpoint.ts'
import { CtnetError } from '../model/error.ts'
import type { Facts } from '../model/facts.ts'
import { filesToRead } from '../model/name-files.ts'
import { shellWords } from '../plan/quote.ts'
import { readAway } from './away.ts'
import { dhcpClients } from './dhcp.ts'
import { readFiles } from './files.ts'
import { readHostnames } from './hostname.ts'
import { readListeners } from './listeners.ts'
import { type NamespaceFile, readNamespaceIds } from './namespace-ids.ts'
import {
  heldNamespaces,
  inodeOf,
  namedNamespaces,
  type OpenNamespace,
  openEndpointNamespace,
} from './namespaces.ts'
import { OBSERVE_SCRIPT } from './observe-script.ts'
import { parseObservation } from './parse-observation.ts'
import { parseOvs } from './parse-ovs.ts'
import { inDoubt, withPeers } from './peers.ts'
import { demandUtilLinux, hasProgram } from './program.ts'
import { run } from './shell.ts'

export interface Look {
  /** The containers that the plan is about; each is known by its place. */
  readonly endpoints?: readonly Endpoint[]
  /** Look into every other namespace too: for addresses that are taken, and for `ls`. */
  readonly everywhere?: boolean
  /** Read the firewall. */
  readonly rules?: boolean
  /** Ask `tc` for the qdiscs, classes and filters. */
  readonly tc?: boolean
  /** Read the policy rules; nobody does unless asked to. */
  readonly policy?: boolean
  /** Ask Open vSwitch, if it is there. */
  readonly ovs?: boolean
  readonly claims?: Facts['claims']
  /** How the containers are doing that policies are about. */
  readonly owners?: Facts['owners']
  /** Where those have their hosts files, which are read. */
  readonly hosts?: Facts['hosts']
  /** Read what else may drop packets: other tables, the other variant of iptables. */
  readonly foreign?: boolean
  /** Read the `route_localnet` of the host's interfaces. */
  readonly localnet?: boolean
  /** See who waits for packets on the host's ports. */
  readonly listeners?: boolean
  /** Read these files of the host's; one that isn't there is left out. */
  readonly files?: readonly string[]
  /** What is known of the nodes of the labs in question. */
  readonly nodes?: Facts['nodes']
  /** Read these parameters too, by path below /proc/sys, each where it is asked for. */
  readonly sysctls?: Readonly<Record<Place, readonly string[]>>
  /** Ask the containers for their hostnames. */
  readonly hostnames?: boolean
  /** See which of these programs there are. */
  readonly programs?: readonly string[]
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
  open.set(place, openEndpointNamespace(endpoint))
}

async function factsOf(look: Look, open: ReadonlyMap<Place, OpenNamespace>): Promise<Facts> {
  const inodes = new Map([...open].map(([place, { inode }]) => [inode, place]))
  const targets = [...open].map(([place, { fd }], index) => ({ place, fd, as: index + 3 }))
  const kept = readAway()
  const others = furtherNamespaces(look.everywhere ? 'all' : kept.map(({ namespace }) => namespace), inodes)
  for (const { inode, place } of others) inodes.set(inode, place)
  const named: NamespaceFile[] = [
    ...targets.map(({ place, as }) => ({ place, path: `/proc/self/fd/${as}` })),
    ...others,
  ]
  const files = new Map(targets.map(({ fd, as }) => [as, fd]))
  if (named.length > 0) demandUtilLinux('nsenter')
  const asked = shellWords([...new Set(Object.values(look.sysctls ?? {}).flat())])
  const sections = named.flatMap(({ place, path }) => [place, path])
  const argv = ['sh', '-c', OBSERVE_SCRIPT, 'sh', flagsOf(look), asked, ...sections]
  const outcome = await run(argv, { files })
  const seen = parseObservation(outcome.stdout)
  if (!seen.has(HOST)) {
    throw new CtnetError('missing', 'no-ip', "the host's interfaces can't be read with `ip`", {
      hint: 'install iproute2: apt-get install iproute2',
      cause: outcome.stderr,
    })
  }
  if (look.tc && !seen.get(HOST)?.tc) {
    throw new CtnetError('missing', 'no-tc', "the host's qdiscs can't be read with `tc`", {
      hint: 'install iproute2: apt-get install iproute2',
      cause: outcome.stderr,
    })
  }
  const doubted = inDoubt(seen)
  const among = [{ place: HOST, path: OWN_NAMESPACE }, ...named].filter(({ place }) => doubted.has(place))
  const ids = among.length > 0 ? await readNamespaceIds(among, files) : undefined
  const ovs = parseOvs(outcome.stdout)
  return {
    spaces: withAskedSettings(withPeers(seen, ids), look),
    ...(ovs && { ovs }),
    firewall: seen.get(HOST)?.firewall,
    ...(look.listeners && { listeners: readListeners() }),
    ...(look.owners && { owners: look.owners }),
    named: namedNamespaces(),
    away: kept.map(({ away, namespace }) => ({ ...away, place: inodes.get(namespace) })),
    dhcp: dhcpClients((inode) => inodes.get(inode)),
    ...(look.programs && { programs: look.programs.filter(hasProgram) }),
    claims: look.claims ?? [],
    ...(look.hostnames && { hostnames: await readHostnames(look.endpoints ?? []) }),
    ...(look.hosts && { hosts: look.hosts }),
    ...(look.nodes && { nodes: look.nodes }),
    ...(look.files && {
      files: readFiles([...look.files, ...Object.values(look.hosts ?? {}).flatMap(filesToRead)]),
    }),
    inodes: { [HOST]: inodeOf(OWN_NAMESPACE) ?? 0, ...placesOf(inodes) },
    nonce: nonce(),
  }
}

const READ_ANYWAY = /^net\/(ipv4\/ip_forward|ipv6\/conf\/[^/]+\/disable_ipv6|bridge\/.*)$/

/** Leaves out the parameters that were asked for elsewhere alone; of the host's, none. */
function withAskedSettings(spaces: Facts['spaces'], { sysctls: asked }: Look): Facts['spaces'] {
  if (asked === undefined) return spaces
  const extra = new Set(
    Object.values(asked)
      .flat()
      .filter((path) => !READ_ANYWAY.test(path)),
  )
  return Object.fromEntries(
    Object.entries(spaces).map(([place, space]) => {
      const wanted = asked[place] ?? []
      const own = ([path]: [string, string]) => place === HOST || !extra.has(path) || wanted.includes(path)
      return [place, { ...space, sysctls: Object.fromEntries(Object.entries(space.sysctls).filter(own)) }]
    }),
  )
}

const placesOf = (inodes: ReadonlyMap<number, Place>): Facts['inodes'] =>
  Object.fromEntries([...inodes].map(([inode, place]) => [place, inode]))

const flagsOf = ({ rules = true, policy, tc, ovs, localnet, foreign }: Look): string =>
  Object.entries({ rules, policy, tc, ovs, localnet, foreign })
    .flatMap(([flag, on]) => (on ? [flag] : []))
    .join()

/** Namespaces to look into besides the endpoints': all, or those that an interface of the host's is in. */
function furtherNamespaces(
  wanted: 'all' | readonly number[],
  known: ReadonlyMap<number, Place>,
): readonly { inode: number; place: Place; path: string }[] {
  if (wanted !== 'all' && wanted.every((inode) => known.has(inode))) return []
  return heldNamespaces()
    .filter(({ inode }) => !known.has(inode) && (wanted === 'all' || wanted.includes(inode)))
    .map(({ inode, path, name }) => ({
      inode,
      place: name === undefined ? `net:${inode}` : `netns:${name}`,
      path,
    }))
}

/** Unique, not secret: it keeps names and MACs of two plans apart. */
const nonce = (): string =>
  Math.floor(Math.random() * 2 ** 40)
    .toString(16)
    .padStart(10, '0')
