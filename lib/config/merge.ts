export type Table = Readonly<Record<string, unknown>>

const isTable = (value: unknown): value is Table =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

/** Two configurations as one, key by key: where both say something the upper one holds; a list counts as a whole. */
export function merge(lower: Table, upper: Table): Table {
  const merged: Record<string, unknown> = { ...lower }
  for (const [key, value] of Object.entries(upper)) {
    const below = merged[key]
    if (value === null && isTable(below)) continue
    merged[key] = isTable(below) && isTable(value) ? merge(below, value) : value
  }
  return merged
}
