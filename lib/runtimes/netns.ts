import { readdirSync, readlinkSync, statSync } from 'node:fs'
import type { Endpoint } from '../model/endpoint.ts'
import { CtnetError } from '../model/error.ts'
import { NETNS_FILES_DIRECTORY, netnsName } from '../model/name.ts'
import { watchEntries } from './directory-events.ts'
import type { Runtime } from './runtime.ts'

const NAME = 'netns'
const DIRECTORY = '/var/run/netns'

function entries(): string[] {
  try {
    return readdirSync(DIRECTORY)
  } catch {
    return []
  }
}

/** Files in a directory of its name stand for those in /etc (ip-netns(8)). */
function files(name: string): Endpoint['files'] {
  const own = (['/etc/hosts', '/etc/resolv.conf'] as const).map(
    (file) => [file, `${NETNS_FILES_DIRECTORY}/${name}/${file.slice(5)}`] as const,
  )
  return Object.fromEntries(own.filter(([, path]) => statSync(path, { throwIfNoEntry: false }) !== undefined))
}

const toEndpoint = (name: string): Endpoint => ({
  runtime: NAME,
  name,
  path: `${DIRECTORY}/${name}`,
  locator: { kind: 'path', path: `${DIRECTORY}/${name}` },
  sharedWith: [],
  files: files(name),
})

const isNamespace = (path: string): boolean =>
  statSync(path, { throwIfNoEntry: false })?.dev === statSync('/proc/self/ns/net').dev

const isSymlink = (path: string): boolean => {
  try {
    return readlinkSync(path) !== ''
  } catch {
    return false
  }
}

/** Bare namespaces, as `ip netns` makes and names them. */
export const netns: Runtime = {
  name: NAME,
  async find(name) {
    if (!entries().includes(name)) return undefined
    const path = `${DIRECTORY}/${netnsName(name)}`
    if (isNamespace(path)) return toEndpoint(name)
    throw new CtnetError(
      'notFound',
      'dangling',
      `${path} leads nowhere: the namespace that it named is gone`,
      {
        hint: isSymlink(path) ? 'ctnet netns clean' : `ip netns delete ${name}`,
      },
    )
  },
  list: async () =>
    entries()
      .filter((name) => isNamespace(`${DIRECTORY}/${name}`))
      .map(toEndpoint),
  watch: (changed) => watchEntries(DIRECTORY, changed),
  absence: () => 'ip netns list',
}
