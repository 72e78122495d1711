type Row = readonly string[]

/** Rows as lines with aligned columns; the last column is not padded. The column names are for a terminal's reader alone. */
export function table(body: readonly Row[], head?: Row): string[] {
  const rows = head !== undefined && body.length > 0 && process.stdout.isTTY ? [head, ...body] : body
  const widths: number[] = []
  for (const row of rows) {
    for (const [i, cell] of row.entries()) widths[i] = Math.max(widths[i] ?? 0, cell.length)
  }
  return rows.map((row) =>
    row
      .map((cell, i) => cell.padEnd(widths[i] ?? 0))
      .join('  ')
      .trimEnd(),
  )
}
