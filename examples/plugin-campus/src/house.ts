import type { LabBody, LabLink } from 'ctnet'

/** One house: its router, cabled to the backbone, and the computers at its switch. */
export function house(number: number, computers: number, uplink: number | undefined): LabBody {
  const [router, floor] = [`r${number}`, `s${number}`]
  const names = Array.from({ length: computers }, (_, i) => `h${number}-${i + 1}`)
  const cable = (from: string, to: string): LabLink => ({ ends: [{ node: from }, { node: to }] })
  // Bytes a second.
  const impair = uplink === undefined ? {} : { impair: { rate: uplink * 125_000 } }
  return {
    nodes: {
      [router]: { role: 'router', forward: true },
      [floor]: { switch: true },
      ...Object.fromEntries(names.map((name) => [name, {}])),
    },
    links: [
      { ends: [{ node: router, ...impair }, { node: 'backbone' }] },
      cable(router, floor),
      ...names.map((name) => cable(name, floor)),
    ],
  }
}
