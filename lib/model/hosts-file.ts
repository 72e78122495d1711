import { type Family, familyOf, isIp, parseIp } from './address.ts'
import { linesOf, textOf, withLines } from './text-lines.ts'

/** A line of a hosts file (hosts(5)). */
export interface HostsEntry {
  readonly ip: string
  readonly names: readonly string[]
  /** For whom ctnet wrote it: `dns`; nothing: somebody else did. */
  readonly owner?: string | undefined
}

/** An entry of ctnet's. An owner is any text of one line. */
export type OwnEntry = HostsEntry & { readonly owner: string }

/** What ends a line of ctnet's, before its owner. */
const MARK = '# ctnet '

const endOf = (owner: string): string => `\t${MARK}${owner}`

const isOf = (line: string, owner: string): boolean => line.endsWith(endOf(owner))

function ownerOf(line: string): string | undefined {
  const at = line.lastIndexOf(`\t${MARK}`)
  return at < 0 ? undefined : line.slice(at + MARK.length + 1)
}

function parseLine(line: string): HostsEntry | undefined {
  const [ip = '', ...names] = line.replace(/#.*/, '').trim().split(/\s+/)
  if (!isIp(ip) || names.length === 0) return undefined
  const owner = ownerOf(line)
  return { ip: parseIp(ip), names, ...(owner !== undefined && { owner }) }
}

const lineOf = ({ ip, names, owner }: OwnEntry): string => `${ip}\t${names.join(' ')}${endOf(owner)}`

/** The entries of a hosts file, in its order; of two of a name and family the first counts. */
export const parseHosts = (text: string): readonly HostsEntry[] =>
  linesOf(text).flatMap((line) => parseLine(line) ?? [])

/** What a hosts file says that a name is. A name's case doesn't matter. */
export const entriesNamed = (text: string, name: string, family?: Family): readonly HostsEntry[] =>
  parseHosts(text).filter(
    ({ ip, names }) =>
      (family === undefined || familyOf(ip) === family) &&
      names.some((one) => one.toLowerCase() === name.toLowerCase()),
  )

/** The text with a line more, marked with its owner; the same text, where it has that line. */
export function withEntry(text: string, entry: OwnEntry): string {
  const line = lineOf(entry)
  const lines = linesOf(text)
  return lines.includes(line) ? text : textOf(withLines(lines, [line]))
}

/** The text without an owner's lines, or without all of ctnet's. */
export const withoutEntries = (text: string, owner?: string): string =>
  textOf(
    linesOf(text).filter((line) => (owner === undefined ? ownerOf(line) === undefined : !isOf(line, owner))),
  )

/** The text in which no entry of that owner calls an address of that family so. */
export function withoutName(text: string, owner: string, name: string, family: Family): string {
  const named = new Set(entriesNamed(text, name, family))
  if (named.size === 0) return text
  const lines = linesOf(text).flatMap((line) => {
    const entry = isOf(line, owner) ? parseLine(line) : undefined
    if (entry === undefined || familyOf(entry.ip) !== family) return line
    const names = entry.names.filter((one) => one.toLowerCase() !== name.toLowerCase())
    if (names.length === entry.names.length) return line
    return names.length === 0 ? [] : lineOf({ ip: entry.ip, names, owner })
  })
  return textOf(lines)
}

/** The text with a remark of an owner's, which is no entry, and goes with the owner's entries. */
export const withRemark = (text: string, remark: string, owner: string): string =>
  textOf(withLines(linesOf(text), [`# ${remark}${endOf(owner)}`]))

/** An owner's remark that begins so: what follows. */
export function remarkOf(text: string, beginning: string, owner: string): string | undefined {
  const start = `# ${beginning}`
  const line = linesOf(text).find((one) => one.startsWith(start) && isOf(one, owner))
  return line?.slice(start.length, -endOf(owner).length)
}
