import { quoted } from '../model/text.ts'

type Table = Readonly<Record<string, unknown>>

const isTable = (value: unknown): value is Table =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

/** What is wrong with what a topology built, which may be anything: nodes, and links between them. */
export function bodyFault(body: unknown): string | undefined {
  if (!isTable(body) || !isTable(body.nodes)) return 'nodes is a mapping of names to nodes'
  if (!Object.values(body.nodes).every(isTable)) return 'a node is a mapping, of nothing else {}'
  if (!Array.isArray(body.links)) return 'links is a list'
  const places = [
    ...Object.keys(body.nodes),
    ...Object.keys(isTable(body.bridges) ? body.bridges : {}),
    'host',
  ]
  for (const link of body.links as unknown[]) {
    const ends: unknown = isTable(link) ? link.ends : undefined
    if (!Array.isArray(ends) || ends.length !== 2 || !ends.every(isTable)) return 'a link has two ends'
    const nowhere = (ends as Table[]).find(({ node }) => !places.includes(node as string))
    if (nowhere !== undefined) return `a link ends at ${quoted(String(nowhere.node))}, which is not there`
  }
  return undefined
}
