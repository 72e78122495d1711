/**
 * `nft -s list ruleset` and `iptables-legacy-save`, without what the tools add when they first look at a table: base chains
 * with no rule that let everything pass.
 */
export function normalFirewall(lines: readonly string[]): string[] {
  const text = lines
    .filter((line) => !line.startsWith('#'))
    .map((line) => line.replace(/ \[\d+:\d+\]$/, ''))
    .join('\n')
  return text
    .replace(/^\tchain \w+ \{\n\t\ttype [^\n]* policy accept;\n\t\}\n?/gm, '')
    .replace(/^table \w+ \S+ \{\n+\}\n?/gm, '')
    .replace(/^\*\w+\n(:\w+ ACCEPT\n)*COMMIT$/gm, '')
    .split('\n')
    .filter((line) => line !== '')
}
