import type { Family } from '../model/address.ts'
import type { Firewall } from '../model/firewall.ts'
import { chainNamed, readRule } from '../model/iptables.ts'
import { readNftRule } from '../model/nft.ts'

const NONE = { rules: [], chains: [], hooks: [], others: {} } satisfies Partial<Firewall>

/** What the observing script printed of the firewall; nothing where it was not asked, or there is no program. */
export function firewallOf(lines: readonly string[]): Firewall | undefined {
  const sections = sectionsOf(lines)
  const nft = sections.get('nft')
  if (nft !== undefined) return fromNft(nft)
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
  }
}

/** The lines behind each `rules PROGRAM`, up to what begins otherwise. */
function sectionsOf(lines: readonly string[]): ReadonlyMap<string, readonly string[]> {
  const sections = new Map<string, string[]>()
  let current: string[] | undefined
  for (const line of lines) {
    const program = /^rules (\w+)$/.exec(line)?.[1]
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
