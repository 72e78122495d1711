import { normalFirewall } from './firewall-text.ts'
import { normalLinks } from './link-text.ts'

/** A host's network state as comparable lines, by section: `host routes`, `netns:web links`, `files` … */
export type Snapshot = ReadonlyMap<string, readonly string[]>

type Normalise = (lines: readonly string[], all: ReadonlyMap<string, readonly string[]>) => string[]

const strip =
  (...patterns: readonly RegExp[]): Normalise =>
  (lines) =>
    lines.map((line) => patterns.reduce((text, pattern) => text.replace(pattern, ''), line).trimEnd()).sort()

const without =
  (pattern: RegExp, next: Normalise): Normalise =>
  (lines, all) =>
    next(
      lines.filter((line) => !pattern.test(line)),
      all,
    )

/** What each kind of section says, without what changes by itself: indexes, counters, timers, carrier, link-local. */
const NORMALISE: Readonly<Record<string, Normalise>> = {
  links: (lines, all) => normalLinks(lines, all.get('assigned') ?? []),
  assigned: () => [],
  // The local ones follow from the addresses, IPv6's when there is a carrier.
  routing: without(
    /^(fe80::|ff00::|anycast |multicast )| table local proto kernel /,
    strip(/ linkdown/, / dead/, / pref medium/, / expires \d+sec/, / error -?\d+/, / cache.*/, / PERMANENT/),
  ),
  // The kernel's own, for an interface without a queue.
  qdiscs: without(/^qdisc noqueue 0: /, strip(/ refcnt \d+/, / ref \d+/, / direct_packets_stat \d+/)),
  ports: strip(/^\d+: /, /@[^:]+/, / <[^>]*>/, / state \w+/, / designated_\w+ \S+/, / \w+_timer +\S+/),
  vlans: (lines) => [...lines],
  'forwarding entries': without(/ self permanent$|^33:33:|^01:00:5e:/, strip()),
  firewall: normalFirewall,
  sysctls: without(
    /nf_conntrack|\/flush:|stable_secret|\/route\/.*:|random|\/mptcp\//,
    strip(/^\/proc\/sys\//),
  ),
  files: strip(/^0+ /),
  processes: without(/snapshot|ctnet-case-/, strip(/^\d+ /)),
}

/** Reads what `snapshot.sh` printed. */
export function readSnapshot(raw: string): Snapshot {
  const snapshot = new Map<string, readonly string[]>()
  for (const part of raw.split(/^## /m).slice(1)) {
    const [label = '', ...lines] = part.split('\n')
    const name = unique(snapshot, label.trim())
    const sections = bySection(lines)
    for (const [section, content] of sections) {
      const key = section === '' ? name : `${name} ${section}`
      const normal = (NORMALISE[section === '' ? name : section] ?? strip())(content, sections)
      snapshot.set(key, normal)
    }
  }
  return snapshot
}

/** Two containers may run the same program. */
function unique(snapshot: Snapshot, label: string): string {
  let name = label
  for (let n = 2; snapshot.has(`${name} links`); n++) name = `${label} #${n}`
  return name
}

function bySection(lines: readonly string[]): Map<string, string[]> {
  const sections = new Map<string, string[]>()
  let current = ''
  for (const line of lines) {
    if (line.startsWith('# ')) current = line.slice(2)
    else if (line !== '') sections.set(current, [...(sections.get(current) ?? []), line])
  }
  return sections
}

/** What each run makes up anew: random MACs, the names made from them, files of interfaces that are away, the numbers of namespaces, an engine's IDs, the MAC of Open vSwitch's own link. */
const MADE_UP =
  /(?<=\bovs-netdev address ")[\da-f:]+|\b02(:[\da-f]{2}){5}\b|\bveth[\da-z]{7}\b|\b(?:ctnetold|dhcp)[\da-z]{7}\b|\baway\/\.?[\da-f]{10}\b|(?<=\/run\/ctnet\/(?:forward|policy|labs)\/)\d+|\b[\da-f]{64}\b|\b[\da-f]{12}\b/g

/** The snapshot without what each run makes up, so that two hosts of the same make can be compared. */
export const canonical = (snapshot: Snapshot): Snapshot =>
  new Map([...snapshot].map(([section, lines]) => [section, canonicalLines(section, lines)]))

function canonicalLines(section: string, lines: readonly string[]): string[] {
  const plain = lines.map((line) => line.replace(MADE_UP, '<made up>'))
  return section.endsWith(' firewall') ? plain : plain.sort()
}

/** What the second has and the first hasn't (`+`), and the other way round (`-`), by section. Empty where they are alike. */
export function difference(before: Snapshot, after: Snapshot): string {
  const sections = [...new Set([...before.keys(), ...after.keys()])]
  const parts = sections.flatMap((section) => {
    const [was, is] = [before.get(section) ?? [], after.get(section) ?? []]
    if (was.join('\n') === is.join('\n')) return []
    const gone = minus(was, is).map((line) => `- ${line}`)
    const come = minus(is, was).map((line) => `+ ${line}`)
    const moved = gone.length + come.length === 0 ? ['  (in another order)'] : []
    return [`${section}:`, ...[...gone, ...come, ...moved].map((line) => `  ${line}`)]
  })
  return parts.join('\n')
}

function minus(lines: readonly string[], others: readonly string[]): string[] {
  const left = [...others]
  return lines.filter((line) => {
    const at = left.indexOf(line)
    if (at >= 0) left.splice(at, 1)
    return at < 0
  })
}

/** The snapshot as text, for a shell to keep and compare. */
export const textOf = (snapshot: Snapshot): string =>
  [...snapshot]
    .filter(([, lines]) => lines.length > 0)
    .map(([section, lines]) => `${section}:\n${lines.map((line) => `  ${line}\n`).join('')}`)
    .join('')
