import { type Endpoint, HOST } from './endpoint.ts'
import { CtnetError } from './error.ts'
import { NETNS_FILES_DIRECTORY } from './name.ts'
import { quoted } from './text.ts'

/** The host's files that a container sees as its own where names are concerned. */
export interface NameFiles {
  readonly runtime: string
  /** The container's name, for people. */
  readonly container: string
  /** Empty where the engine names none, as podman does for a resolv.conf with `--net=none`. */
  readonly hosts: string
  readonly resolver: string
  readonly hostname: string
  /** A bare namespace's: without them its programs see the host's. */
  readonly bare: boolean
  /** They are its own, and not those of the container whose network it has. */
  readonly own: boolean
  /** Other containers that see them. */
  readonly sharedWith: readonly string[]
}

/** An engine's own files lie in a directory of a container's ID; others were given by `-v`, and may be anybody's. */
const ENGINES_OWN = /\/[\da-f]{64}\//

/** @throws exit 4 where they are among the container's own files */
export function nameFilesOf(endpoint: Endpoint): NameFiles {
  const { runtime, name: container, files, hostnameFile: hostname = '', sharedWith, id = '' } = endpoint
  if (runtime === 'netns') {
    const directory = `${NETNS_FILES_DIRECTORY}/${container}`
    const paths = { hosts: `${directory}/hosts`, resolver: `${directory}/resolv.conf`, hostname }
    return { runtime, container, ...paths, bare: true, own: true, sharedWith }
  }
  if (runtime === HOST)
    throw new CtnetError('conflict', 'host-network', 'the host keeps its names by itself', {
      hint: 'name a container: ctnet dns CONTAINER; for the host, see: man resolv.conf, man hosts',
    })
  if (!hasNameFiles(endpoint))
    throw new CtnetError(
      'conflict',
      'no-name-files',
      `${container} keeps its /etc/hosts and /etc/resolv.conf among its own files, where a link may lead onto the host's`,
      { hint: 'change them from within, as its root' },
    )
  const paths = { hosts: files['/etc/hosts'] ?? '', resolver: files['/etc/resolv.conf'] ?? '', hostname }
  const own = Object.values(paths).every((path) => !ENGINES_OWN.test(path) || path.includes(id))
  // Podman gives files of its own to one that has the network of another.
  const shared = runtime === 'podman' && own ? [] : sharedWith
  return { runtime, container, ...paths, bare: false, own, sharedWith: shared }
}

/** Whether its files are the engine's, or a bare namespace's: others keep theirs among their own. */
export const hasNameFiles = ({ runtime }: Pick<Endpoint, 'runtime'>): boolean =>
  ['docker', 'podman', 'netns'].includes(runtime)

/** Whether a file is no other program's. */
export const isWritable = ({ bare }: NameFiles, path: string): boolean => bare || ENGINES_OWN.test(path)

/** Refuses a file that can't be written to. @throws exit 4 (it is somebody else's), 6 (there is none) */
export function demandFile(files: NameFiles, path: string, seen: string): void {
  if (isWritable(files, path)) return
  const { runtime, container } = files
  if (path === '') throw noFile({ runtime, container }, seen, `${runtime} gave it none`)
  throw new CtnetError(
    'conflict',
    'foreign-file',
    `${container} has ${quoted(path)} of the host's as its ${seen}: that is no file of ${runtime}'s, and others may need it`,
    { hint: `edit it by hand, or start ${container} without -v …:${seen}` },
  )
}

export const noFile = (
  { runtime, container }: Pick<NameFiles, 'runtime' | 'container'>,
  seen: string,
  why: string,
): CtnetError =>
  new CtnetError('missing', 'no-file', `there is no file that ${container} sees as its ${seen}: ${why}`, {
    hint: `make one inside: ${runtime} exec -it ${quoted(container)} vi ${seen}`,
  })

/** What to look at before they are changed: a bare namespace's begin as the host's. */
export const filesToRead = ({ hosts, resolver, hostname, bare }: NameFiles): readonly string[] =>
  [hosts, resolver, hostname, ...(bare ? ['/etc/hosts', '/etc/resolv.conf'] : [])].filter(
    (path) => path !== '',
  )
