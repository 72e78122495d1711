import { isLinkLocal, parseCidr } from '../model/address.ts'
import type { LaidLab } from '../model/lab.ts'

/** A question: whether one node gets an answer from another at that address. */
export interface Ping {
  readonly from: string
  readonly to: string
  readonly ip: string
}

/** Every pair of nodes that have addresses, by one address of each family: a node's own first, else its first cable's. */
export function pingsOf(lab: LaidLab): readonly Ping[] {
  const nodes = Object.keys(lab.nodes).filter((node) => addressesOf(lab, node).length > 0)
  return nodes.flatMap((from) =>
    nodes.filter((to) => to !== from).flatMap((to) => addressesOf(lab, to).map((ip) => ({ from, to, ip }))),
  )
}

/** One address of each family: its own, else that of its first cable. */
export function addressesOf({ nodes, links }: LaidLab, node: string): readonly string[] {
  const all = [
    ...(nodes[node]?.addresses ?? []),
    ...links.flatMap(({ ends }) => ends.flatMap((end) => (end.node === node ? end.addresses : []))),
  ]
    .map(parseCidr)
    .filter(({ ip }) => !isLinkLocal(ip))
  return ([4, 6] as const).flatMap((family) => all.find((one) => one.family === family)?.ip ?? [])
}

export interface Answered extends Ping {
  readonly answers: boolean
}

/** Whether a lab whose routes were computed, or that says so, has the one reach the other. */
export function mustReach({ checks, nodes, routing }: LaidLab, { from, to }: Ping): boolean {
  const said = checks.find((check) => check.kind === 'ping' && check.from === from && check.to === to)
  if (said !== undefined) return said.not !== true
  return routing !== 'none' && nodes[from] !== undefined
}

/** What one gets from the other: `ok`, `no`, or the one family in which it is answered. */
export function reaches(asked: readonly Answered[], from: string, to: string): string {
  const own = asked.filter((ping) => ping.from === from && ping.to === to)
  const heard = own.filter(({ answers }) => answers)
  if (own.length === 0) return '-'
  if (heard.length === own.length) return 'ok'
  return heard.length === 0 ? 'no' : heard.map(({ ip }) => (ip.includes(':') ? 'IPv6' : 'IPv4')).join()
}
