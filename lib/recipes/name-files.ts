import { type Endpoint, HOST } from '../model/endpoint.ts'
import { CtnetError } from '../model/error.ts'
import type { Facts } from '../model/facts.ts'
import { parseHosts, withEntry, withoutEntries } from '../model/hosts-file.ts'
import { NETNS_FILES_DIRECTORY } from '../model/name.ts'
import { withCopy, withoutOwn } from '../model/resolv-conf.ts'
import { quoted } from '../model/text.ts'
import type { Step } from '../plan/step.ts'
import { setFile } from '../plan/steps/file.ts'

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

/** The first line of a file that wasn't there before: it goes when nothing else is in it. */
const MADE = '# made by ctnet\n'

/** For whom a bare namespace's hosts file has the host's entries. */
export const HOSTS_OWN = 'host'

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
  if (runtime !== 'docker' && runtime !== 'podman')
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

/** Refuses a file that can't be written to. @throws exit 4 (it is somebody else's), 6 (there is none) */
export function demandFile({ runtime, container, bare }: NameFiles, path: string, seen: string): void {
  if (bare || ENGINES_OWN.test(path)) return
  if (path === '') throw noFile({ runtime, container }, seen, `${runtime} gave it none`)
  throw new CtnetError(
    'conflict',
    'foreign-file',
    `${container} has ${quoted(path)} of the host's as its ${seen}: that is no file of ${runtime}'s, and others may need it`,
    { hint: `edit it by hand, or start ${container} without -v …:${seen}` },
  )
}

const noFile = (
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

/** What the hosts file says, or will begin with: nobody's entries but the host's, for a bare namespace. */
function hostsText(facts: Facts, files: NameFiles): string {
  const { container, hosts, bare } = files
  const text = facts.files?.[hosts]
  if (text !== undefined) return plain(text, container, '/etc/hosts')
  demandFile(files, hosts, '/etc/hosts')
  if (!bare) throw noFile(files, '/etc/hosts', `${hosts} is gone`)
  return parseHosts(facts.files?.['/etc/hosts'] ?? '').reduce(
    (known, { ip, names }) => withEntry(known, { ip, names, owner: HOSTS_OWN }),
    MADE,
  )
}

/** Changes the hosts file's text; no step where it stays. */
export function hostsStep(
  facts: Facts,
  files: NameFiles,
  change: (text: string) => string,
  why: string,
): readonly Step[] {
  const text = change(hostsText(facts, files))
  const after = isMade(withoutEntries(text, HOSTS_OWN)) ? undefined : text
  return fileStep(facts, files, { path: files.hosts, seen: '/etc/hosts', after, why })
}

/** What the resolver's file says, or will begin with: what the host's resolver is told, for a bare namespace. */
export function resolverText(facts: Facts, files: NameFiles): string {
  const { container, resolver, bare } = files
  const text = facts.files?.[resolver]
  if (text !== undefined) return plain(text, container, '/etc/resolv.conf')
  demandFile(files, resolver, '/etc/resolv.conf')
  if (!bare) throw noFile(files, '/etc/resolv.conf', `${resolver} is gone`)
  return withCopy(MADE, facts.files?.['/etc/resolv.conf'] ?? '')
}

/** Gives the resolver's file another text; no step where it stays. */
export function resolverStep(facts: Facts, files: NameFiles, text: string, why: string): readonly Step[] {
  const after = isMade(text) ? undefined : text
  return fileStep(facts, files, { path: files.resolver, seen: '/etc/resolv.conf', after, why })
}

/** What is left of a file of a namespace that is gone, without what ctnet wrote; nothing: it was ctnet's. */
export function withoutOwners(path: string, text: string): string | undefined {
  const left = path.endsWith('/hosts') ? withoutEntries(text) : withoutOwn(text)
  return isMade(left) ? undefined : left
}

const isMade = (text: string): boolean => text === MADE

function fileStep(
  { files: texts = {} }: Facts,
  files: NameFiles,
  {
    path,
    seen,
    after,
    why,
  }: Readonly<Record<'path' | 'seen' | 'why', string>> & {
    readonly after: string | undefined
  },
): readonly Step[] {
  const before = texts[path]
  if (before === after) return []
  demandFile(files, path, seen)
  return [setFile({ path, before, after, alone: files.bare }, why)]
}

/** @throws exit 4 where it isn't text, and couldn't be put back as it was */
function plain(text: string, container: string, seen: string): string {
  if (!/[\0\uFFFD]/.test(text)) return text
  throw new CtnetError('conflict', 'not-text', `${seen} of ${container} is not a text file`, {
    hint: `see what is in it: ctnet exec ${quoted(container)} cat ${seen}`,
  })
}
