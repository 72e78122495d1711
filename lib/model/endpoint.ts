import { usageError } from './error.ts'
import { knownInterfaceName } from './name.ts'
import { hasUnprintable, listed, quoted } from './text.ts'

/** Where a step takes place: `host`, or the key of a network namespace, like `docker:web`. */
export type Place = string

/** The namespace that ctnet itself runs in. */
export const HOST = 'host' satisfies Place

/** The file of a process's own network namespace. */
export const OWN_NAMESPACE = '/proc/self/ns/net'

/** Who may own a network namespace, in the order in which a bare name is looked up. */
export const RUNTIME_NAMES = ['docker', 'podman', 'netns', 'lxc', 'nspawn', 'pid', 'host'] as const
export type RuntimeName = (typeof RUNTIME_NAMES)[number]

/** The name of a runtime. @throws exit 2 */
export function parseRuntime(text: string): RuntimeName {
  const known = RUNTIME_NAMES.find((name) => name === text)
  if (known !== undefined) return known
  throw usageError(`there is no runtime ${quoted(text)}`, `the runtimes are ${listed(RUNTIME_NAMES)}`)
}

/** How a script that runs without ctnet finds a namespace's file. */
export type Locator =
  | { readonly kind: 'path'; readonly path: string }
  /** The command prints the path. */
  | { readonly kind: 'command'; readonly argv: readonly string[] }
  /** The command prints the number of a process that is in it. */
  | { readonly kind: 'process'; readonly argv: readonly string[] }

/** A container, or whatever else owns a network namespace, as its runtime names it. */
export interface Endpoint {
  readonly runtime: string
  readonly name: string
  /** The namespace's file, as it can be opened now. */
  readonly path: string
  readonly locator: Locator
  readonly pid?: number | undefined
  readonly id?: string | undefined
  /** Other containers in the same namespace (`--net=container:X`). */
  readonly sharedWith: readonly string[]
  /** What an engine's user has written on it. */
  readonly labels?: Readonly<Record<string, string>>
  /** The ports that its image EXPOSEs: `80/tcp`. Nothing where there is no image. */
  readonly exposed?: readonly string[]
  /** Files that the container sees as its own, as the engine names them. */
  readonly files: Readonly<Partial<Record<'/etc/hosts' | '/etc/resolv.conf', string>>>
  /** That with its hostname; a program of the host's keeps the host's. */
  readonly hostnameFile?: string
}

/** A container as it is written on a command line. */
export interface EndpointRef {
  readonly runtime?: RuntimeName
  readonly name: string
}

/** The place that an endpoint's namespace is known by: `docker:web`, or just `host`. */
export const placeOf = ({ runtime, name }: Pick<Endpoint, 'runtime' | 'name'>): Place =>
  runtime === HOST ? HOST : `${runtime}:${name}`

/** A lab's node is known by both names with a dot between them, which neither has. */
const LAB_NODE = /^([\w-]+)\/([\w-]+)$/

/** `LAB/NODE`, taken apart; nothing where it is written otherwise. */
export function parseLabNode(text: string): { readonly lab: string; readonly node: string } | undefined {
  const [, lab, node] = LAB_NODE.exec(text) ?? []
  return lab === undefined || node === undefined ? undefined : { lab, node }
}

/**
 * `NAME`, `RUNTIME:NAME`, `LAB/NODE` or `host`. @throws exit 2
 */
export function parseEndpoint(text: string, preferred?: RuntimeName): EndpointRef {
  if (text === '' || hasUnprintable(text))
    throw usageError(`${quoted(text)} is not a container's name`, 'see which there are: ctnet ls')
  if (text === HOST) return { runtime: HOST, name: HOST }
  const found = parseLabNode(text)
  if (found !== undefined) return { name: `${found.lab}.${found.node}` }
  const colon = text.indexOf(':')
  if (colon > 0) {
    const runtime = parseRuntime(text.slice(0, colon))
    const name = text.slice(colon + 1)
    if (runtime === HOST) throw usageError(`${quoted(text)}: the host is only itself`, `write ${HOST}`)
    if (name === '') throw usageError(`${quoted(text)} names no container`, `write ${runtime}:NAME`)
    return { runtime, name }
  }
  return preferred === undefined ? { name: text } : { runtime: preferred, name: text }
}

/** `CONTAINER:IF`, cut at its last colon; `netns:web` is a container without an interface. @throws exit 2 */
export function parseInterface(text: string): { readonly container: string; readonly name: string } {
  const colon = text.lastIndexOf(':')
  const container = text.slice(0, Math.max(colon, 0))
  const runtime = RUNTIME_NAMES.some((name) => name === container && name !== HOST)
  if (colon < 1 || runtime)
    throw usageError(`${quoted(text)} names no interface`, `write CONTAINER:IF, like ${quoted(text)}:eth0`)
  return { container, name: knownInterfaceName(text.slice(colon + 1)) }
}
