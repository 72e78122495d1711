import { familyOf, isLinkLocal } from '../model/address.ts'
import type { Place } from '../model/endpoint.ts'
import { CtnetError } from '../model/error.ts'
import { type Facts, type Hostname, spaceOf } from '../model/facts.ts'
import {
  entriesNamed,
  parseHosts,
  remarkOf,
  withEntry,
  withoutEntries,
  withRemark,
} from '../model/hosts-file.ts'
import { demandFile, type NameFiles } from '../model/name-files.ts'
import { quoted } from '../model/text.ts'
import type { Step } from '../plan/step.ts'
import { setFile } from '../plan/steps/file.ts'
import { setHostname } from '../plan/steps/hostname.ts'

/** For whom the hosts file has the container's own name. */
export const HOSTNAME = 'hostname'

/** What remembers the name that the container had before. */
const WAS = 'it was '

/** Of a container without an address: what Debian gives a host without a lasting one (Debian reference, 5.1.1). */
const NO_ADDRESS = '127.0.1.1'

/** The container's hosts file with its new name in it, for its first address, and a remark of what it was called before. */
export function withHostnameEntry(
  facts: Facts,
  text: string,
  { place, name, files }: { readonly place: Place; readonly name: string; readonly files: NameFiles },
): string {
  const uts = demandHostname(facts, place, files)
  const was = remarkOf(text, WAS, HOSTNAME)
  if (was === undefined && uts.name === name) return text
  const entry = { ip: firstAddress(facts, place), names: namesOf(name), owner: HOSTNAME }
  const bare = withoutEntries(text, HOSTNAME)
  const [other] = entriesNamed(bare, name, familyOf(entry.ip))
  if (other !== undefined && other.ip !== entry.ip)
    throw new CtnetError(
      'conflict',
      'name-taken',
      `${files.container} can't be called ${name}: that is ${other.ip} in its /etc/hosts`,
      { hint: `choose another name, or see who needs that one: ctnet dns ${quoted(files.container)}` },
    )
  const full = withEntry(withRemark(bare, WAS + (was ?? uts.name), HOSTNAME), entry)
  // Where they stand doesn't matter.
  const isSo = was !== undefined && ownEntry(text)?.ip === entry.ip && ownEntry(text)?.names[0] === name
  return isSo ? text : full
}

/** The steps that give a container its name. */
export function hostnameSteps(
  facts: Facts,
  { place, name, files }: { readonly place: Place; readonly name: string; readonly files: NameFiles },
): readonly Step[] {
  const uts = demandHostname(facts, place, files)
  return [
    ...fileSteps(facts, files, name, 'Write its name into /etc/hostname, which its programs read'),
    ...(uts.name === name
      ? []
      : [setHostname(place, uts, name, 'The hostname by which the container knows itself')]),
  ]
}

/** The steps that give a container the name back that it had; and what can't be given back, as a sentence. */
export function oldNameSteps(
  facts: Facts,
  place: Place,
  files: NameFiles,
): { readonly steps: readonly Step[]; readonly note?: string } {
  const text = facts.files?.[files.hosts] ?? ''
  const was = remarkOf(text, WAS, HOSTNAME)
  const own = ownEntry(text)?.names[0]
  const uts = facts.hostnames?.[place]
  if (was === undefined || uts === undefined) return { steps: [] }
  const file = facts.files?.[files.hostname]?.trimEnd() === own
  const steps = file ? fileSteps(facts, files, was, 'Give /etc/hostname its name back') : []
  // A restart gave it its name back, and kept the files: podman does so.
  if (uts.name === was) return { steps }
  if (uts.name !== own)
    return {
      steps,
      note: `${files.container} is called ${uts.name}, which isn't what ctnet called it: it stays so`,
    }
  return { steps: [...steps, setHostname(place, uts, was, 'Give the container the name back that it had')] }
}

const ownEntry = (text: string) => parseHosts(text).find(({ owner }) => owner === HOSTNAME)

/** `db.example.com` is also `db` to itself. */
const namesOf = (name: string): readonly string[] => {
  const [short = name] = name.split('.')
  return short === name ? [name] : [name, short]
}

function firstAddress(facts: Facts, place: Place): string {
  const addresses = spaceOf(facts, place)
    .links.filter(({ kind }) => kind !== 'loopback')
    .flatMap(({ addresses }) => addresses)
    .filter(({ ip }) => !isLinkLocal(ip))
  return (addresses.find(({ family }) => family === 4) ?? addresses[0])?.ip ?? NO_ADDRESS
}

/** Whether it ends with a line's end, stays as it was: podman's doesn't. */
function fileSteps(facts: Facts, files: NameFiles, name: string, why: string): readonly Step[] {
  const path = files.hostname
  const before = facts.files?.[path]
  const after = before?.endsWith('\n') ? `${name}\n` : name
  if (before === undefined || before === after) return []
  demandFile(files, path, '/etc/hostname')
  return [setFile({ path, before, after }, why)]
}

/** @throws exit 3 (its process has gone), 4 (it has no hostname of its own) */
function demandHostname(facts: Facts, place: Place, files: NameFiles): Hostname {
  const { container, bare, own, sharedWith } = files
  const refuse = (code: string, message: string, hint: string) =>
    new CtnetError('conflict', code, message, { hint })
  if (bare)
    throw refuse(
      'no-hostname',
      `${container} is a bare namespace: it has no hostname of its own, only the host's`,
      `give it a name for its address: ctnet dns ${container} --host NAME=IP; for one program: unshare --uts`,
    )
  if (!own)
    throw refuse(
      'shared-names',
      `${container} has the network of ${sharedWith[0]}, and its names with it`,
      `ctnet dns ${quoted(sharedWith[0] ?? '')} --hostname …`,
    )
  const uts = facts.hostnames?.[place]
  if (uts === undefined)
    throw new CtnetError('notFound', 'no-process', `${container} has no process to ask for its hostname`, {
      hint: 'see whether it is still there: ctnet ls',
    })
  if (!uts.shared) return uts
  throw refuse(
    'host-hostname',
    `${container} has the host's hostname (--uts=host): another one would be the host's too`,
    `start ${container} without --uts=host`,
  )
}
