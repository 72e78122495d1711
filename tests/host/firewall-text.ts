/**
 * `nft -s list ruleset` and `iptables-legacy-save`, without what the tools add when they first look at a table: base chains
 * with no rule that let everything pass. Chains in the order of their names, rules in their own.
 */
export function normalFirewall(lines: readonly string[]): string[] {
  const chains = new Map<string, string[]>()
  let [table, chain] = ['', '']
  for (const line of lines.map((text) => text.replace(/ \[\d+:\d+\]$/, '').trim())) {
    const add = (name: string, text: string) => chains.set(name, [...(chains.get(name) ?? []), text])
    const nft = /^(table|chain|set|map) (.*) \{$/.exec(line)
    if (nft?.[1] === 'table') table = nft[2] ?? ''
    else if (nft) {
      chain = `${table} ${nft[1]} ${nft[2]}`
      add(chain, 'made')
    } else if (line.startsWith('*')) table = `legacy ${line.slice(1)}`
    else if (line.startsWith(':')) add(`${table} ${line.slice(1).split(' ')[0]}`, line)
    else if (line.startsWith('-A ')) add(`${table} ${line.split(' ')[1]}`, line)
    else if (!/^(\}|COMMIT|#.*|)$/.test(line)) add(chain, line)
  }
  return [...chains]
    .filter(([, content]) => content.slice(1).some((line) => !isHarmless(line)) || !isBase(content))
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .flatMap(([name, content]) => content.map((line) => `${name}: ${line}`))
}

const isHarmless = (line: string): boolean => /^type .* policy accept;$/.test(line)

/** Whether the chain is one that every table has. */
const isBase = (content: readonly string[]): boolean =>
  content.some(isHarmless) || /^:[A-Z]+ ACCEPT$/.test(content[0] ?? '')
