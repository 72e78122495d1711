import { labNames, labPath, readLabState } from '../host/labs.ts'
import { inodeOf } from '../host/namespaces.ts'
import { type Look, observe } from '../host/observe.ts'
import { endedServices } from '../host/services.ts'
import { keyOfNode, namespaceOf } from '../lab/names.ts'
import { settingsOf } from '../lab/wanted.ts'
import { type Endpoint, OWN_NAMESPACE, placeOf } from '../model/endpoint.ts'
import { CtnetError } from '../model/error.ts'
import type { Facts, NodeFacts } from '../model/facts.ts'
import type { ImageRuntime, LaidLab, LaidNode } from '../model/lab.ts'
import type { LabState } from '../model/lab-state.ts'
import { hasNameFiles, isWritable, nameFilesOf } from '../model/name-files.ts'
import { nearest } from '../model/nearest.ts'
import { policyFile } from '../model/policy.ts'
import { quoted } from '../model/text.ts'
import { DHCP_CLIENTS } from '../plan/dhcp/clients.ts'
import { LAB_LABEL } from '../plan/steps/container.ts'
import { NAT_PROGRAMS } from '../plan/steps/nat.ts'
import { allClaims, findBy, resolve } from '../runtimes/resolve.ts'
import { withPolicies } from './around.ts'

/**
 * Looks at what there is of a lab: of what shall be, and of what was before, of which containers may be gone.
 *
 * @throws exit 3 where a container that shall be a node isn't there
 */
export const lookAtLab = (lab: LaidLab | undefined, before?: LaidLab): Promise<Look> =>
  lookAt([before, lab], (key) => lab !== undefined && keysOf(lab).includes(key))

const keysOf = ({ name, nodes }: LaidLab): readonly string[] =>
  Object.entries(nodes).map(([node, laid]) => keyOfNode(name, node, laid))

/** What there is of a lab, to whoever changes nothing: a container that isn't there, or doesn't run, is a difference. */
export async function seeLab(...labs: readonly (LaidLab | undefined)[]): Promise<Facts> {
  const { facts, close } = await observe(await withPolicies(await lookAt(labs, () => false)))
  close()
  return facts
}

async function lookAt(
  labs: readonly (LaidLab | undefined)[],
  isNeeded: (key: string) => boolean,
): Promise<Look> {
  const known = labs.flatMap((one) => one ?? [])
  const names = known.flatMap(({ name, nodes }) =>
    Object.entries(nodes).flatMap(([node, laid]) => (isBare(laid) ? namespaceOf(name, node) : [])),
  )
  const [found, containers] = await Promise.all([findNamespaces(names), lookAtContainers(known, isNeeded)])
  const impaired = known.some(
    ({ links, externals }) =>
      links.some(({ ends }) => ends.some(({ impair }) => impair !== undefined)) ||
      externals.some(({ impair, received }) => (impair ?? received) !== undefined),
  )
  const services = known.flatMap(({ name, nodes }) =>
    Object.entries(nodes).flatMap(([node, laid]) => {
      const { services = [] } = laid
      if (services.length === 0 || !isBare(laid)) return []
      const namespace = namespaceOf(name, node)
      const ended = endedServices(namespace, services.length)
      return [[keyOfNode(name, node, {}), { place: `netns:${namespace}`, ended }] as const]
    }),
  )
  const all = [...found, ...(containers.endpoints ?? [])]
  return {
    ...containers,
    nodes: { ...containers.nodes, ...Object.fromEntries(services) },
    endpoints: [...new Map(all.map((one) => [placeOf(one), one])).values()],
    // Whether a bridge is masqueraded stands among the policies.
    files: [
      ...(containers.files ?? []),
      ...new Set(known.map(({ name }) => labPath(name))),
      policyFile(inodeOf(OWN_NAMESPACE) ?? 0),
    ],
    tc: impaired,
    programs: [
      ...(hides(known) ? NAT_PROGRAMS : []),
      ...(known.some(({ externals }) => externals.length > 0) ? ['ethtool', ...DHCP_CLIENTS] : []),
    ],
  }
}

const hides = (labs: readonly LaidLab[]): boolean =>
  labs.some(({ nodes }) => Object.values(nodes).some(({ nat = [] }) => nat.length > 0))

/**
 * Looks at what of labs doesn't go with their namespaces, and at the nodes with ways out, which are taken away one by one; a
 * container that is gone is no more to be looked at.
 */
export async function lookAtRest(labs: readonly LaidLab[]): Promise<Look> {
  const names = labs.flatMap(({ name, nodes, externals }) =>
    externals.flatMap(({ node }) => (isBare(nodes[node]) ? namespaceOf(name, node) : [])),
  )
  const [containers, found] = await Promise.all([lookAtContainers(labs, () => false), findNamespaces(names)])
  return { ...containers, endpoints: [...(containers.endpoints ?? []), ...found] }
}

/** Those that are there. */
const findNamespaces = async (names: readonly string[]): Promise<readonly Endpoint[]> =>
  (await Promise.all([...new Set(names)].map(findNamespace))).flatMap((one) => one ?? [])

const isBare = (node: LaidNode | undefined): boolean => (node?.image ?? node?.container) === undefined

/** Looks at the nodes that are containers, and at the firewall where there are bridges. */
async function lookAtContainers(labs: readonly LaidLab[], isNeeded: (key: string) => boolean): Promise<Look> {
  const asked = new Map(
    labs.flatMap(({ name, nodes }) =>
      Object.entries(nodes).map(
        ([node, laid]) => [keyOfNode(name, node, laid), { name, node, ...laid }] as const,
      ),
    ),
  )
  const states = await Promise.all(
    [...asked].map(async ([key, { name, node, image, container, runtime, services = [] }]) => {
      const asking = isNeeded(key) ? <T>(asked: Promise<T>) => asked : quietly
      if (image === undefined && container === undefined) return undefined
      const own = namespaceOf(name, node)
      const found = await asking(
        container === undefined ? ownContainer(name, own, runtime) : existing(container, isNeeded(key)),
      )
      if (found?.endpoint === undefined || found.state === undefined || services.length === 0)
        return { key, ...found }
      const ended = endedServices(own, services.length, found.endpoint.path)
      return { key, ...found, state: { ...found.state, ended } }
    }),
  )
  const found = states.flatMap((one) => one ?? [])
  const nodes = Object.fromEntries(found.flatMap(({ key, state }) => (state ? [[key, state]] : [])))
  return {
    files: Object.values(nodes).flatMap(({ hosts }) => hosts ?? []),
    sysctls: Object.assign({}, ...labs.map((lab) => settingsOf(lab, nodes))),
    endpoints: found.flatMap(({ endpoint }) => endpoint ?? []),
    nodes,
    rules: labs.some(({ bridges }) => Object.keys(bridges).length > 0),
    // Whether anybody else needs forwarding is seen in their namespaces.
    ...(labs.some(({ nodes }) => Object.values(nodes).some(({ publish = [] }) => publish.length > 0)) && {
      everywhere: true,
    }),
    // As attach and detach look.
    ...(labs.some(({ externals }) => externals.length > 0) && {
      everywhere: true,
      ovs: true,
      claims: await allClaims(),
    }),
  }
}

interface FoundNode {
  readonly endpoint?: Endpoint
  readonly state?: NodeFacts
}

/** @throws exit 3 where it isn't there, or is needed and doesn't run */
async function existing(container: string, isNeeded: boolean): Promise<FoundNode> {
  try {
    const endpoint = await resolve(container)
    return { endpoint, state: { place: placeOf(endpoint), hosts: hostsOf(endpoint) } }
  } catch (error) {
    if (!isNeeded && isStopped(error)) return { state: { place: container, stopped: true } }
    throw error
  }
}

/** Whether an error says that a container is there, and doesn't run. */
export const isStopped = (error: unknown): boolean =>
  error instanceof CtnetError && error.code === 'not-running'

/** Its hosts file, where that may be written to: others keep theirs among their own files, or have somebody else's. */
function hostsOf(endpoint: Endpoint): string | undefined {
  if (endpoint.runtime === 'netns' || !hasNameFiles(endpoint)) return undefined
  const files = nameFilesOf(endpoint)
  return files.own && isWritable(files, files.hosts) ? files.hosts : undefined
}

async function ownContainer(lab: string, name: string, runtime: ImageRuntime = 'docker'): Promise<FoundNode> {
  const place = `${runtime}:${name}`
  try {
    const endpoint = await findBy(runtime, name)
    if (endpoint === undefined) return {}
    const { pid, labels } = endpoint
    return { endpoint, state: { place, pid, hosts: hostsOf(endpoint), foreign: labels?.[LAB_LABEL] !== lab } }
  } catch (error) {
    if (isStopped(error)) return { state: { place, stopped: true } }
    throw error
  }
}

/** Nothing where it isn't there, or its name leads nowhere. */
const findNamespace = (name: string): Promise<Endpoint | undefined> => quietly(findBy('netns', name))

async function quietly<T>(asked: Promise<T>): Promise<T | undefined> {
  try {
    return await asked
  } catch (error) {
    if (error instanceof CtnetError) return undefined
    throw error
  }
}

/** The lab of that name, or the only one. @throws exit 3 where it isn't up, 2 where there are several */
export function labNamed(name: string | undefined): LabState {
  const names = labNames()
  const [only] = names
  if (name === undefined && names.length > 1)
    throw new CtnetError('usage', 'which-lab', 'there is more than one lab', {
      hint: `say which: ${names.join(', ')}`,
    })
  const asked = name ?? only
  const state = asked === undefined ? undefined : readLabState(asked)
  if (state !== undefined) return state
  return noLab(asked)
}

/** @throws exit 3 always: the lab isn't up, or none is */
export function noLab(asked: string | undefined): never {
  const near = asked === undefined ? undefined : nearest(asked, labNames())
  throw new CtnetError(
    'notFound',
    'no-lab',
    asked === undefined ? 'no lab is up' : `there is no lab ${quoted(asked)}`,
    {
      hint: near === undefined ? 'bring one up: ctnet up star' : `did you mean ${near}?`,
    },
  )
}
