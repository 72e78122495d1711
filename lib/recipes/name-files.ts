import { CtnetError } from '../model/error.ts'
import type { Facts } from '../model/facts.ts'
import { parseHosts, withEntry, withoutEntries } from '../model/hosts-file.ts'
import { demandFile, isWritable, type NameFiles, noFile } from '../model/name-files.ts'
import { withCopy, withoutOwn } from '../model/resolv-conf.ts'
import { quoted } from '../model/text.ts'
import type { Step } from '../plan/step.ts'
import { setFile } from '../plan/steps/file.ts'

/** The first line of a file that wasn't there before: it goes when nothing else is in it. */
const MADE = '# made by ctnet\n'

/** For whom a bare namespace's hosts file has the host's entries. */
export const HOSTS_OWN = 'host'

/** What the hosts file says, or will begin with: nobody's entries but the host's, for a bare namespace. */
export function hostsText(facts: Facts, files: NameFiles): string {
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

/** Whether the hosts file is there, is nobody else's, and is text, whatever the container made of it. */
export const canWriteHosts = ({ files = {} }: Facts, names: NameFiles): boolean =>
  isWritable(names, names.hosts) &&
  (names.bare || files[names.hosts] !== undefined) &&
  isPlain(files[names.hosts] ?? '')

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
  if (isPlain(text)) return text
  throw new CtnetError('conflict', 'not-text', `${seen} of ${container} is not a text file`, {
    hint: `see what is in it: ctnet exec ${quoted(container)} cat ${seen}`,
  })
}

const isPlain = (text: string): boolean => !/[\0\uFFFD]/.test(text)
