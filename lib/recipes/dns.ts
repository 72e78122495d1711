import type { Place } from '../model/endpoint.ts'
import type { Facts } from '../model/facts.ts'
import { parseHosts, withoutEntries } from '../model/hosts-file.ts'
import type { NameFiles } from '../model/name-files.ts'
import type { Owner } from '../model/policy.ts'
import {
  isLoopback,
  parseResolver,
  type Resolver,
  withoutOwn,
  withSearch,
  withServers,
} from '../model/resolv-conf.ts'
import { after, type Plan } from '../plan/plan.ts'
import type { Step } from '../plan/step.ts'
import { HOSTNAME, hostnameSteps, oldNameSteps, withHostnameEntry } from './dns-hostname.ts'
import { forgetNames, keepNames } from './dns-kept.ts'
import { type NamedAddress, withNamed } from './hosts-entries.ts'
import { HOSTS_OWN, hostsStep, resolverStep, resolverText } from './name-files.ts'

/** The container in question. */
export interface DnsSubject {
  readonly place: Place
  readonly files: NameFiles
  /** By whom it is kept, where an engine writes its files. */
  readonly owner?: Owner | undefined
}

export interface DnsIntent extends DnsSubject {
  readonly hostname?: string | undefined
  /** In the place of those that there are; nothing: they stay. */
  readonly servers?: readonly string[] | undefined
  readonly search?: readonly string[] | undefined
  /** Besides those that there are. */
  readonly hosts: readonly NamedAddress[]
}

export interface DnsResult extends Resolver {
  readonly container: string
  /** Nothing for a bare namespace, which has none of its own. */
  readonly hostname?: string | undefined
  /** `owner` is for whom ctnet wrote it; nothing: somebody else did. */
  readonly hosts: readonly (NamedAddress & { readonly owner?: string | undefined })[]
}

/** For whom the hosts file has what `--host` says. */
const OWNER = 'dns'

/** Docker's own resolver, which knows the names of containers in its networks. */
const DOCKERS = '127.0.0.11'

/** More domains, an old resolver leaves out (resolv.conf(5), glibc before 2.26). */
const MOST_DOMAINS = 6

/**
 * A container's hostname, its servers and search domains, and further hosts ("Configuring DNS": `--hostname`, `--dns`,
 * `--dns-search`), in the files that its engine overlays its own with, or in those of a bare namespace in /etc/netns.
 *
 * @throws exit 4 (a name is another's, there is no hostname of its own), 6 (a file isn't there)
 */
export function changeDns(facts: Facts, intent: DnsIntent): Plan<DnsResult> {
  const { place, files, owner, hostname, servers, search, hosts } = intent
  const named = (text: string): string => {
    const known = hosts.reduce((one, host) => withNamed(one, { ...host, owner: OWNER }, files), text)
    return hostname === undefined ? known : withHostnameEntry(facts, known, { place, name: hostname, files })
  }
  const build = [
    ...(hosts.length > 0 || hostname !== undefined
      ? hostsStep(facts, files, named, 'Give it extra entries in /etc/hosts')
      : []),
    ...(servers === undefined && search === undefined ? [] : resolverSteps(facts, intent)),
    ...(hostname === undefined ? [] : hostnameSteps(facts, { place, name: hostname, files })),
    ...(owner === undefined ? [] : keepNames(facts, { container: owner, hostname, servers, search, hosts })),
  ]
  return planOf(facts, build, { place, files }, warnings(facts, intent))
}

function resolverSteps(facts: Facts, { files, servers, search }: DnsIntent): readonly Step[] {
  const before = resolverText(facts, files)
  const served = servers === undefined ? before : withServers(before, servers)
  const text = search === undefined ? served : withSearch(served, search)
  return resolverStep(facts, files, text, 'Write nameserver and search lines into /etc/resolv.conf')
}

/** Takes all of it out again, and lets what was there before count again. */
export function resetDns(facts: Facts, { place, files, owner }: DnsSubject): Plan<DnsResult> {
  const { [files.hosts]: hosts, [files.resolver]: resolver } = facts.files ?? {}
  const old = oldNameSteps(facts, place, files)
  const without = (text: string) => [OWNER, HOSTNAME].reduce(withoutEntries, text)
  const build = [
    ...(hosts === undefined
      ? []
      : hostsStep(facts, files, without, "Take ctnet's entries out of /etc/hosts")),
    ...(resolver === undefined
      ? []
      : resolverStep(
          facts,
          files,
          withoutOwn(resolver),
          "Take ctnet's lines out of /etc/resolv.conf, and let those count that did before",
        )),
    ...old.steps,
    ...(owner === undefined ? [] : forgetNames(facts, owner)),
  ]
  const idle = build.length === 0 ? [`${files.container} has nothing of ctnet's to take out`] : []
  return { ...planOf(facts, build, { place, files }, []), notes: old.note === undefined ? idle : [old.note] }
}

function planOf(
  facts: Facts,
  build: readonly Step[],
  asked: DnsSubject,
  notes: readonly string[],
): Plan<DnsResult> {
  const idle = build.length === 0 ? [`${asked.files.container} has it so already`] : []
  return { build, finish: [], result: showDns(after(facts, build), asked), notes: [...notes, ...idle] }
}

/** What is so, as far as a program in the container can see. */
export function showDns(facts: Facts, { place, files }: DnsSubject): DnsResult {
  const { files: texts = {} } = facts
  const resolver = texts[files.resolver] ?? (files.bare ? texts['/etc/resolv.conf'] : undefined)
  return {
    container: files.container,
    hostname: facts.hostnames?.[place]?.name,
    ...parseResolver(resolver ?? ''),
    hosts: parseHosts(texts[files.hosts] ?? '')
      .filter(({ ip, owner }) => owner !== HOSTS_OWN && !EVERYBODYS.includes(ip))
      .flatMap(({ ip, names, owner }) =>
        names.map((name) => ({ name, ip, ...(owner !== undefined && { owner }) })),
      ),
  }
}

/** The addresses that every hosts file has names for. */
const EVERYBODYS = ['127.0.0.1', '::1', 'fe00::', 'ff00::', 'ff02::1', 'ff02::2', 'ff02::3']

/** What comes of it that nobody asked for. */
function warnings(facts: Facts, { files, servers, search }: DnsIntent): readonly string[] {
  const { container, bare, sharedWith, resolver } = files
  const told = facts.files?.[resolver]
  const before = parseResolver(told ?? facts.files?.['/etc/resolv.conf'] ?? '').servers
  const lost = bare && told === undefined && search !== undefined && servers === undefined
  return [
    ...(sharedWith.length > 0 ? [`shared with ${sharedWith.join(', ')}`] : []),
    ...(servers !== undefined && before.includes(DOCKERS) && !servers.includes(DOCKERS)
      ? [`${DOCKERS} is Docker's own resolver: ${container} can't resolve other containers' names any more`]
      : []),
    ...(lost && before.length > 0 && before.every(isLoopback)
      ? [`the host's resolver, ${before[0]}, can't be reached from ${container}: give --server`]
      : []),
    ...((search?.length ?? 0) > MOST_DOMAINS
      ? [`an old resolver looks only in the first ${MOST_DOMAINS} domains`]
      : []),
  ]
}
