/** One command of a rendered script: a line of a batch, or a command that stands alone. */
export interface Unit {
  /** Lines, counted from `main() {`, that the command takes: with its here-document, if it has one. */
  readonly from: number
  readonly to: number
  /** The batch of `ip` or of settings that it is a line of: how it is started, and its last line; nothing for a command that stands alone. */
  readonly batch?: { readonly start: string; readonly end: number }
  readonly part: 'main' | 'finish'
  readonly text: string
}

const BATCH = /(ip -batch -|sh -c "\$settings") <<'END'$/

/** Finds what can fail in a script that ctnet applies: the commands of `main` and of `finish`, in their order. */
export function unitsOf(script: string): readonly Unit[] {
  const lines = script.slice(startOf(script)).split('\n')
  const units: Unit[] = []
  let part: Unit['part'] = 'main'
  for (let at = 0; at < lines.length; at++) {
    const line = lines[at] as string
    if (line.startsWith('undo()')) break
    if (line.startsWith('finish()')) part = 'finish'
    if (!line.startsWith('  begin ')) continue
    const next = lines[at + 1] as string
    if (BATCH.test(next)) {
      const end = lines.indexOf('END', at)
      for (let n = at + 2; n < end; n++)
        units.push({ from: n, to: n, batch: { start: next, end }, part, text: lines[n] as string })
    } else {
      const from = next.startsWith('  if ') ? at + 2 : at + 1
      const text = lines[from] as string
      const to = text.endsWith("<<'END'") ? lines.indexOf('END', from) : from
      units.push({ from, to, part, text: text.trim() })
    }
  }
  return units
}

/** Lines of a script to be replaced by others. */
export interface Edit {
  readonly from: number
  readonly to: number
  readonly lines: readonly string[]
}

/** The script with its lines replaced. */
export function edited(script: string, { from, to, lines }: Edit): string {
  const start = startOf(script)
  const rest = script.slice(start).split('\n')
  return script.slice(0, start) + [...rest.slice(0, from), ...lines, ...rest.slice(to + 1)].join('\n')
}

const startOf = (script: string): number => script.search(/^main\(\) \{/m)

/** As a line of settings, it is a file that isn't there. */
const REFUSED = 'link set dev ctnet-fault up'

/** Puts a command that the kernel refuses in the unit's place. */
export const refuse = ({ from, to, batch }: Unit): Edit => ({
  from,
  to,
  lines: [batch === undefined ? `ip ${REFUSED}` : REFUSED],
})

/** Ends a batch before the unit, and runs something else in the place of all that is left of it. */
export const instead = ({ from, to, batch }: Unit, lines: readonly string[]): Edit =>
  batch === undefined ? { from, to, lines } : { from, to: batch.end, lines: ['END', ...lines] }

/** Runs something before the unit; a batch then goes on. */
export const before = ({ from, batch }: Unit, lines: readonly string[]): Edit => ({
  from,
  to: from - 1,
  lines: batch === undefined ? lines : ['END', ...lines, batch.start],
})
