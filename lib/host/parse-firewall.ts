import type { Family } from '../model/address.ts'
import type { Firewall } from '../model/firewall.ts'
import { chainNamed, readRule } from '../model/iptables.ts'
import { readNftRule } from '../model/nft.ts'
import { nftTables, savedTables } from './parse-ruleset.ts'

const NONE = { rules: [], chains: [], hooks: [], others: {} } satisfies Partial<Firewall>

/** What the observing script printed of the firewall; nothing where it was not asked, or there is no program. */
export function firewallOf(lines: readonly string[]): Firewall | undefined {
  const sections = sectionsOf(lines)
  const foreign = foreignOf(sections)
  const nft = sections.get('nft')
  if (nft !== undefined) return { ...fromNft(nft), ...foreign }
  const [v4, v6] = [sections.get('iptables'), sections.get('ip6tables')]
  if (v4 === undefined && v6 === undefined) return undefined
  const parts = [...(v4 ? [fromSave(4, v4)] : []), ...(v6 ? [fromSave(6, v6)] : [])]
  return {
    program: 'iptables',
    families: parts.flatMap(({ families }) => families),
    rules: parts.flatMap(({ rules }) => rules),
    chains: parts.flatMap(({ chains }) => chains),
    hooks: parts.flatMap(({ hooks }) => hooks),
    others: Object.assign({}, ...parts.map(({ others }) => others)),
    ...foreign,
  }
}

/** The tables of iptables that ctnet has no chain in, and that come before or beside the one that it has. */
const BESIDE = ['raw', 'mangle']

/** What else may drop a packet, if that was asked for: where an ACCEPT of ctnet's doesn't count. */
function foreignOf(sections: ReadonlyMap<string, readonly string[]>): Pick<Firewall, 'foreign'> {
  if (!sections.has('foreign')) return {}
  const saved = (program: string, family: Family, tables: readonly string[]) => {
    const lines = sections.get(program)
    return lines === undefined
      ? []
      : savedTables(program, family, fromSave(family, lines).others[family] ?? [], tables)
  }
  const ruleset = sections.get('ruleset')?.find((line) => line.startsWith('{'))
  const isNft = sections.get('iptables')?.some((line) => line.includes('(nf_tables)')) === true
  return {
    foreign: [
      ...saved('iptables', 4, BESIDE),
      ...saved('ip6tables', 6, BESIDE),
      ...saved('iptables-legacy', 4, [...BESIDE, 'filter']),
      ...saved('ip6tables-legacy', 6, [...BESIDE, 'filter']),
      ...(ruleset === undefined ? [] : nftTables(ruleset, isNft)),
    ],
  }
}

/** The lines behind each `rules PROGRAM`, up to what begins otherwise. */
function sectionsOf(lines: readonly string[]): ReadonlyMap<string, readonly string[]> {
  const sections = new Map<string, string[]>()
  let current: string[] | undefined
  for (const line of lines) {
    const program = /^rules ([\w-]+)$/.exec(line)?.[1]
    if (program !== undefined) {
      current = []
      sections.set(program, current)
    } else if (line.startsWith('ovs ')) current = undefined
    else current?.push(line)
  }
  return sections
}

/** What `iptables-save` says of one family. */
function fromSave(family: Family, lines: readonly string[]): Firewall {
  const others: string[] = []
  const rules = []
  const chains = []
  const hooks = []
  const counts = new Map<string, number>()
  let table = ''
  for (const line of lines) {
    if (line.startsWith('*')) {
      table = line.slice(1)
      counts.clear()
      continue
    }
    const [word = '', name = ''] = line.split(' ')
    if (word.startsWith(':')) {
      const chain = chainNamed(word.slice(1))
      if (chain === undefined) others.push(`${table} ${line.replace(/ \[.*$/, '')}`)
      else chains.push({ family, chain })
      continue
    }
    if (word !== '-A') continue
    const at = (counts.get(name) ?? 0) + 1
    counts.set(name, at)
    const chain = chainNamed(/ -j (CTNET-\w+)$/.exec(line)?.[1] ?? '')
    const rule = readRule(family, line)
    if (rule !== undefined) rules.push(rule)
    else if (chain !== undefined && chainNamed(name) === undefined)
      hooks.push({ family, chain, from: name, at })
    else others.push(`${table} ${line}`)
  }
  return {
    ...NONE,
    program: 'iptables',
    families: [family],
    rules,
    chains,
    hooks,
    others: { [family]: others },
  }
}

/** What `nft list table` says of ctnet's own. */
function fromNft(lines: readonly string[]): Firewall {
  const rules = []
  const chains = []
  let name = ''
  for (const line of lines.map((text) => text.trim())) {
    const opened = /^chain (\S+) \{$/.exec(line)?.[1]
    if (opened !== undefined) {
      name = opened
      const chain = chainNamed(name)
      if (chain !== undefined) chains.push({ family: 4 as const, chain })
    }
    const rule = readNftRule(name, line)
    if (rule !== undefined) rules.push(rule)
  }
  return { ...NONE, program: 'nft', families: [4, 6], rules, chains }
}
