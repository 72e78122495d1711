import { COMMANDS } from './table.ts'

/** What stands above commands that belong together, by the first of them. */
const HEADINGS: Readonly<Record<string, string>> = {
  attach: 'Interfaces of containers:',
  'bridge create': 'Bridges:',
  'netns link': 'Namespaces:',
  up: 'Labs:',
  policy: 'Who reaches whom:',
  ls: 'What there is:',
  exec: 'Running and watching:',
  pipework: 'Further:',
}

/** What `ctnet --help` shows: every command in a line; of one group, if it is named. */
export function overview(group?: string): string {
  const shown = Object.entries(COMMANDS).filter(
    ([name]) => group === undefined || name.startsWith(`${group} `),
  )
  const width = Math.max(...shown.map(([name]) => name.length))
  return [
    group === undefined
      ? 'ctnet: the manual Linux recipes for container networking, as reversible commands'
      : `ctnet ${group}`,
    ...(group === undefined ? [] : ['']),
    ...shown.flatMap(([name, { describe }]) => [
      ...(group === undefined && name in HEADINGS ? ['', HEADINGS[name]] : []),
      `  ctnet ${name.padEnd(width)}  ${describe}`,
    ]),
    '',
    'Every command: --help shows its options and examples. Those that change something: --dry-run (-n) prints what they',
    'would do as a shell script, --explain the same with the reason for each step.',
    '',
  ].join('\n')
}
