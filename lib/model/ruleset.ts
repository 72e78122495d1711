import { contains, parseCidr } from './address.ts'
import type { Match } from './match.ts'

/** Where a packet is: what goes through the host, and before that, what has just come in. */
export type PacketHook = 'prerouting' | 'forward'

export type ForeignVerdict =
  | 'accept'
  | 'drop'
  | 'return'
  | { readonly jump: string }
  | { readonly goto: string }
  | undefined

export interface ForeignRule {
  /** Nothing where it has something that ctnet can't judge: it is taken not to match. */
  readonly match: Match | undefined
  readonly verdict: ForeignVerdict
}

export interface ForeignChain {
  readonly name: string
  /** A chain that the kernel itself calls. */
  readonly hook?: PacketHook | undefined
  /** What becomes of what no rule decides. */
  readonly policy?: 'accept' | 'drop' | undefined
  readonly rules: readonly ForeignRule[]
}

/** A set of chains, in which an ACCEPT of ctnet's says nothing: a table of somebody else's. */
export interface ForeignTable {
  /** As people name it: `nftables' table inet firewalld`. */
  readonly name: string
  /** The command that shows it. */
  readonly shown: string
  readonly family?: 4 | 6 | undefined
  readonly chains: readonly ForeignChain[]
}

/** A packet, as far as it is known: what isn't said could be anything. */
export interface Packet {
  readonly family: 4 | 6
  readonly from?: string | undefined
  readonly to?: string | undefined
  readonly in?: string | undefined
  readonly out?: string | undefined
  readonly protocol?: string | undefined
  readonly dport?: string | undefined
  readonly state: 'new' | 'established'
  readonly status?: 'dnat' | undefined
}

/** What drops a packet for certain. */
export interface Blocker {
  readonly table: ForeignTable
  readonly chain: string
}

/** The first table that drops the packet, whatever ctnet's own rules accept. */
export function blockerOf(
  tables: readonly ForeignTable[],
  packet: Packet,
  hook: PacketHook,
): Blocker | undefined {
  for (const table of tables) {
    if (table.family !== undefined && table.family !== packet.family) continue
    for (const chain of table.chains) {
      if (chain.hook !== hook) continue
      const verdict = walk(table, chain, packet, 0) ?? chain.policy
      if (verdict === 'drop') return { table, chain: chain.name }
    }
  }
  return undefined
}

/** As deep as the kernel lets chains call each other (NFT_JUMP_STACK_SIZE). */
const DEEPEST = 16

function walk(
  table: ForeignTable,
  chain: ForeignChain,
  packet: Packet,
  depth: number,
): 'accept' | 'drop' | undefined {
  if (depth > DEEPEST) return undefined
  for (const { match, verdict } of chain.rules) {
    if (match === undefined || verdict === undefined || !matches(match, packet)) continue
    if (verdict === 'return') return undefined
    if (typeof verdict === 'string') return verdict
    const name = 'jump' in verdict ? verdict.jump : verdict.goto
    const next = table.chains.find((one) => one.name === name)
    const said = next && walk(table, next, packet, depth + 1)
    if (said !== undefined || 'goto' in verdict) return said
  }
  return undefined
}

/** Whether the packet has all of that, for certain. */
const matches = (match: Match, packet: Packet): boolean =>
  (Object.entries(match) as [keyof Match, string][]).every(([key, value]) => {
    const not = value.startsWith('!')
    const has = hasIt(key, not ? value.slice(1) : value, packet)
    return has !== undefined && has !== not
  })

/** Nothing where it isn't known. */
function hasIt(key: keyof Match, value: string, packet: Packet): boolean | undefined {
  switch (key) {
    case 'from':
    case 'to': {
      const ip = packet[key]
      return ip === undefined ? undefined : contains(parseCidr(value), ip)
    }
    case 'in':
    case 'out': {
      const name = packet[key]
      if (name === undefined) return undefined
      return /[+*]$/.test(value) ? name.startsWith(value.slice(0, -1)) : name === value
    }
    case 'protocol':
    case 'dport':
      return packet[key] === undefined ? undefined : packet[key] === value
    case 'state':
      return value.split(',').includes(packet.state)
    case 'status':
      return packet.status === value
    case 'sport':
    case 'icmp':
    case 'destination':
      return undefined
  }
}
