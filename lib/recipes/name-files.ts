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
  /** The container's name, for people. */
  readonly container: string
  readonly hosts: string
  readonly resolver: string
  /** Nothing for a bare namespace, which has no hostname of its own. */
  readonly hostname?: string
  /** A bare namespace's: without them its programs see the host's. */
  readonly bare: boolean
  /** Whose they are, where the container has the network of another. */
  readonly sharedWith: readonly string[]
  readonly own: boolean
}

/** The first line of a file that wasn't there before: it goes when nothing else is in it. */
const MADE = '# made by ctnet\n'

/** For whom a bare namespace's hosts file has the host's entries. */
export const HOSTS_OWN = 'host'

/** An engine's own files lie in a directory of a container's ID; others were given by `-v`, and may be anybody's. */
const ENGINES_OWN = /\/[\da-f]{64}\//

/** @throws exit 4 (its files can't be written safely), 6 (the engine names none) */
export function nameFilesOf(endpoint: Endpoint): NameFiles {
  const { runtime, name, files, hostnameFile = '', sharedWith, id = '' } = endpoint
  if (runtime === 'netns') {
    const directory = `${NETNS_FILES_DIRECTORY}/${name}`
    const paths = { hosts: `${directory}/hosts`, resolver: `${directory}/resolv.conf` }
    return { container: name, ...paths, bare: true, sharedWith, own: true }
  }
  if (runtime === HOST)
    throw new CtnetError('conflict', 'host-network', 'the host keeps its names by itself', {
      hint: 'name a container: ctnet dns CONTAINER; for the host, see: man resolv.conf, man hosts',
    })
  if (runtime !== 'docker' && runtime !== 'podman')
    throw new CtnetError(
      'conflict',
      'no-name-files',
      `${name} keeps its /etc/hosts and /etc/resolv.conf among its own files, where a link may lead onto the host's`,
      { hint: 'change them from within, as its root' },
    )
  const paths = { hosts: files['/etc/hosts'] ?? '', resolver: files['/etc/resolv.conf'] ?? '' }
  for (const [path, seen] of [
    [paths.hosts, '/etc/hosts'],
    [paths.resolver, '/etc/resolv.conf'],
  ] as const) {
    if (path === '') throw noFile(name, seen, `${runtime} names none`)
    if (!ENGINES_OWN.test(path))
      throw new CtnetError(
        'conflict',
        'foreign-file',
        `${name} has ${quoted(path)} of the host's as its ${seen}: that is no file of ${runtime}'s, and others may need it`,
        { hint: `edit it by hand, or start ${name} without -v …:${seen}` },
      )
  }
  const own = paths.hosts.includes(id)
  const hostname = ENGINES_OWN.test(hostnameFile) ? { hostname: hostnameFile } : {}
  return { container: name, ...paths, ...hostname, bare: false, sharedWith, own }
}

const noFile = (container: string, seen: string, why: string): CtnetError =>
  new CtnetError('missing', 'no-file', `there is no file that ${container} sees as its ${seen}: ${why}`, {
    hint: `see what it has: ctnet inspect ${quoted(container)}`,
  })

/** What to look at before they are changed: a bare namespace's begin as the host's. */
export const filesToRead = ({ hosts, resolver, hostname, bare }: NameFiles): readonly string[] => [
  hosts,
  resolver,
  ...(hostname === undefined ? [] : [hostname]),
  ...(bare ? ['/etc/hosts', '/etc/resolv.conf'] : []),
]

/** What the hosts file says, or will begin with: nobody's entries but the host's, for a bare namespace. */
function hostsText(facts: Facts, { container, hosts, bare }: NameFiles): string {
  const text = facts.files?.[hosts]
  if (text !== undefined) return plain(text, container, '/etc/hosts')
  if (!bare) throw noFile(container, '/etc/hosts', `${hosts} is gone`)
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
  const after = change(hostsText(facts, files))
  return fileStep(
    facts,
    files,
    files.hosts,
    isMade(withoutEntries(after, HOSTS_OWN)) ? undefined : after,
    why,
  )
}

/** What the resolver's file says, or will begin with: what the host's resolver is told, for a bare namespace. */
export function resolverText(facts: Facts, { container, resolver, bare }: NameFiles): string {
  const text = facts.files?.[resolver]
  if (text !== undefined) return plain(text, container, '/etc/resolv.conf')
  if (!bare) throw noFile(container, '/etc/resolv.conf', `${resolver} is gone`)
  return withCopy(MADE, facts.files?.['/etc/resolv.conf'] ?? '')
}

/** Gives the resolver's file another text; no step where it stays. */
export const resolverStep = (facts: Facts, files: NameFiles, text: string, why: string): readonly Step[] =>
  fileStep(facts, files, files.resolver, isMade(text) ? undefined : text, why)

/** What is left of a file of a namespace that is gone, without what ctnet wrote; nothing: it was ctnet's. */
export function withoutOwners(path: string, text: string): string | undefined {
  const left = path.endsWith('/hosts') ? withoutEntries(text) : withoutOwn(text)
  return isMade(left) ? undefined : left
}

const isMade = (text: string): boolean => text === MADE

function fileStep(
  { files = {} }: Facts,
  { bare }: Pick<NameFiles, 'bare'>,
  path: string,
  after: string | undefined,
  why: string,
): readonly Step[] {
  const before = files[path]
  return before === after ? [] : [setFile({ path, before, after, alone: bare }, why)]
}

/** @throws exit 4 where it isn't text, and couldn't be put back as it was */
function plain(text: string, container: string, seen: string): string {
  if (!/[\0\uFFFD]/.test(text)) return text
  throw new CtnetError('conflict', 'not-text', `${seen} of ${container} is not a text file`, {
    hint: `see what is in it: ctnet exec ${quoted(container)} cat ${seen}`,
  })
}
