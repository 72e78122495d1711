import { closeSync, fstatSync, openSync, statSync } from 'node:fs'
import { type Endpoint, placeOf } from '../model/endpoint.ts'
import { CtnetError } from '../model/error.ts'
import type { NamedNamespace } from '../model/facts.ts'
import { DOCKER_NETNS_DIRECTORY, NETNS_DIRECTORY } from './paths.ts'
import { namesIn, targetOf } from './vanishing.ts'

/** A network namespace that something holds: a process, or a file that it is mounted on. */
export interface HeldNamespace {
  readonly inode: number
  readonly path: string
  /** Its name in /var/run/netns, if it has one. */
  readonly name?: string
}

export const inodeOf = (path: string): number | undefined => statSync(path, { throwIfNoEntry: false })?.ino

/** An open namespace file; it keeps the namespace from being replaced by another under the same name. */
export interface OpenNamespace {
  readonly fd: number
  readonly inode: number
  close(): void
}

export function openNamespace(path: string): OpenNamespace {
  const fd = openSync(path, 'r')
  return { fd, inode: fstatSync(fd).ino, close: () => closeSync(fd) }
}

/** @throws exit 3 where it has gone meanwhile */
export function openEndpointNamespace(endpoint: Endpoint): OpenNamespace {
  try {
    const namespace = openNamespace(endpoint.path)
    if (fstatSync(namespace.fd).dev === namespaceDevice()) return namespace
    namespace.close()
    throw new Error('it is unmounted')
  } catch (cause) {
    throw new CtnetError(
      'notFound',
      'namespace-gone',
      `the network namespace of ${placeOf(endpoint)} can't be opened: ${(cause as Error).message}`,
      {
        hint: 'see whether it is still there: ctnet ls',
        cause,
      },
    )
  }
}

/** Every network namespace that can be found, each once, the own one left out. */
export function heldNamespaces(): HeldNamespace[] {
  const found = new Map<number, HeldNamespace>()
  const own = inodeOf('/proc/self/ns/net')
  const add = (inode: number | undefined, path: string, name?: string) => {
    if (inode === undefined || inode === own || found.has(inode)) return
    found.set(inode, { inode, path, ...(name !== undefined && { name }) })
  }
  for (const name of namesIn(NETNS_DIRECTORY)) {
    const path = `${NETNS_DIRECTORY}/${name}`
    if (isNamespaceFile(path)) add(inodeOf(path), path, name)
  }
  for (const name of namesIn(DOCKER_NETNS_DIRECTORY)) {
    const path = `${DOCKER_NETNS_DIRECTORY}/${name}`
    if (isNamespaceFile(path)) add(inodeOf(path), path)
  }
  for (const pid of namesIn('/proc')) {
    if (!/^\d/.test(pid)) continue
    const path = `/proc/${pid}/ns/net`
    add(inodeInLink(path), path)
  }
  return [...found.values()]
}

/** Whether the file is a namespace, and not the empty file that its name leaves when it is unmounted. */
function isNamespaceFile(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.dev === namespaceDevice()
}

/** All namespace files are on one nameless file system, nsfs: the device of one is the device of all. */
const namespaceDevice = (): number => statSync('/proc/self/ns/net').dev

/** The entries of /var/run/netns. */
export const namedNamespaces = (): NamedNamespace[] =>
  namesIn(NETNS_DIRECTORY).map((name) => {
    const path = `${NETNS_DIRECTORY}/${name}`
    const target = targetOf(path)
    return { name, target, dangling: target !== undefined && inodeOf(path) === undefined }
  })

/** The number in `net:[4026531840]`; nothing for a process that has gone, or is another user's. */
function inodeInLink(path: string): number | undefined {
  const number = targetOf(path)?.match(/\d+/)?.[0]
  return number === undefined ? undefined : Number(number)
}
