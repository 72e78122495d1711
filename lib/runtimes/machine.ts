import { statSync } from 'node:fs'
import { type Endpoint, type Locator, OWN_NAMESPACE, type RuntimeName } from '../model/endpoint.ts'
import { CtnetError } from '../model/error.ts'

/** A container that is known by its first process. */
export interface Machine {
  readonly name: string
  readonly pid: number
}

const namespaceOf = (pid: number): string => `/proc/${pid}/ns/net`
const inodeOf = (path: string): number | undefined => statSync(path, { throwIfNoEntry: false })?.ino

/** The endpoint of one of the machines that run. @throws exit 4 where it has the host's network */
export function machineEndpoint(
  runtime: RuntimeName,
  { name, pid }: Machine,
  all: readonly Machine[],
  locator: Locator,
  remedy: string,
): Endpoint {
  const path = namespaceOf(pid)
  const inode = inodeOf(path)
  if (inode === inodeOf(OWN_NAMESPACE)) {
    throw new CtnetError('conflict', 'host-network', `${name} has no network of its own, only the host's`, {
      hint: remedy,
    })
  }
  const others = all.filter((other) => other.name !== name && inodeOf(namespaceOf(other.pid)) === inode)
  return {
    runtime,
    name,
    pid,
    path,
    locator,
    sharedWith: others.map((other) => other.name),
    files: {},
  }
}

/** Those that have a network of their own. */
export const withOwnNetwork = (machines: readonly Machine[]): readonly Machine[] =>
  machines.filter(({ pid }) => ![undefined, inodeOf(OWN_NAMESPACE)].includes(inodeOf(namespaceOf(pid))))

/** @throws exit 3, always */
export function refuseStopped(name: string, start: string): never {
  throw new CtnetError('notFound', 'not-running', `${name} is not running: it has no network namespace`, {
    hint: start,
  })
}
