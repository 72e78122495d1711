// Types a page's commands at a terminal, and compares what they say with what the page says: run-page.ts PAGE [WRAPPER…]
//
// Every block of a page that is marked `console` is typed, in order, in one shell. A line that begins with `$ ` is a
// command; what follows it is what it must say. `…` stands for anything, alone on its line for any number of lines.
import { spawnSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

interface Typed {
  readonly command: string
  readonly says: string
}

/** The commands of a page, with what they must say. */
function typedIn(page: string): Typed[] {
  const blocks = [...page.matchAll(/^```console\n([\s\S]*?)^```$/gm)].map(([, block = '']) => block)
  return blocks.flatMap((block) =>
    block
      .split(/^\$ /m)
      .slice(1)
      .map((text) => {
        // A backslash at the end of a line goes on with the command.
        const [, command = '', says = ''] = /^((?:.*\\\n)*.*)\n([\s\S]*)$/.exec(text) ?? []
        return { command, says }
      }),
  )
}

/** The files of a page, by name. */
const filesIn = (page: string): ReadonlyMap<string, string> =>
  new Map(
    [...page.matchAll(/^```(?:ts|js|yaml)\n(?:\/\/|#) ([\w.-]+\.\w+)$([\s\S]*?)^```$/gm)].map(
      ([, name = '', text = '']) => [name, text],
    ),
  )

const MARK = '@@ctnet@@'

/** A shell script that types them, with a mark before each one that leaves `$?` as it was. */
const scriptOf = (typed: readonly Typed[]): string =>
  typed.map(({ command }) => `status=$?; echo '${MARK}'; (exit $status)\n${command}\n`).join('')

/** Names and numbers that differ each time are made the same. */
const settled = (text: string): string =>
  text
    .replace(/\b(veth|ctnetold)[0-9a-z]{7}\b/g, '$1*')
    .replace(/\b([0-9a-f]{2}:){5}[0-9a-f]{2}\b/g, 'MAC')
    .replace(/\/proc\/\d+\//g, '/proc/PID/')
    .replace(/@if\d+\b/g, '@ifN')
    .replace(/, time \d+ms$/gm, ', time Nms')
    .replace(/[ \t]+/g, ' ')
    .replace(/ $/gm, '')

const escaped = (text: string): string => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')

const patternOf = (says: string): RegExp =>
  new RegExp(`^${escaped(settled(says)).replace(/^…\n/gm, '(?:.*\\n)*?').replaceAll('…', '.*')}$`)

const [page = '', ...wrapper] = process.argv.slice(2)
const text = readFileSync(page, 'utf8')
const typed = typedIn(text)
const scratch = mkdtempSync(join(tmpdir(), 'ctnet-'))
try {
  const file = join(scratch, 'page.sh')
  writeFileSync(file, scriptOf(typed), { mode: 0o644 })
  for (const [name, content] of filesIn(text)) writeFileSync(join(scratch, name), content)
  // As after `npm install ctnet`.
  mkdirSync(join(scratch, 'node_modules'))
  symlinkSync(process.cwd(), join(scratch, 'node_modules/ctnet'))
  spawnSync('chmod', ['755', scratch])
  const line = [...wrapper, 'sh', file].join(' ')
  const { stdout } = spawnSync('script', ['-qec', line, '/dev/null'], {
    encoding: 'utf8',
    env: { ...process.env, NO_COLOR: '1', TERM: 'dumb' },
    cwd: scratch,
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const said = stdout.replaceAll('\r', '').split(`${MARK}\n`).slice(1)
  for (const [index, { command, says }] of typed.entries()) {
    const heard = said[index] ?? '(it was not run)\n'
    if (patternOf(says).test(settled(heard))) continue
    process.exitCode = 1
    console.error(`${page}: $ ${command}\n--- the page says\n${says}--- it said\n${heard}---`)
  }
  console.log(`${page}: ${typed.length} commands`)
  if (typed.length === 0) process.exitCode = 1
} finally {
  rmSync(scratch, { recursive: true })
}
