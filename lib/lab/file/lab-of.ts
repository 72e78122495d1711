import type { Lab } from '../../model/lab.ts'
import { cablesOf } from './cables.ts'
import { parseCheck } from './expect.ts'
import { impairmentOf } from './impairments.ts'
import { bridgeOf, nodeOf } from './node.ts'
import { type LabWritten, listOf } from './written.ts'

/** What a lab that was found right means. */
export function labOf(written: LabWritten, name: string): Lab {
  const { nodes, bridges, subnet, routing, expect } = written
  const cables = cablesOf(written)
  const links = cables.flatMap(({ ends: [{ said: a }, { said: b }], mtu, subnets }) => {
    if ('network' in a || 'network' in b) return []
    return {
      ends: [a, b] as const,
      ...(mtu !== undefined && { mtu }),
      ...(subnets !== undefined && { subnets }),
    }
  })
  const externals = cables.flatMap(({ ends: [{ said: a }, { said: b }], mtu, written }) => {
    const [inside, outside] = 'network' in a ? [b, a] : [a, b]
    if ('network' in inside || !('network' in outside)) return []
    const received = impairmentOf(written, {})
    return {
      ...inside,
      network: outside.network,
      ...(mtu !== undefined && { mtu }),
      ...(received !== undefined && { received }),
    }
  })
  const checks = listOf(expect).map(parseCheck)
  return {
    name,
    nodes: mapValues(nodes ?? {}, (node) => nodeOf(node ?? {})),
    links,
    ...(bridges && { bridges: mapValues(bridges, (bridge) => bridgeOf(bridge ?? {})) }),
    ...(externals.length > 0 && { externals }),
    ...(subnet !== undefined && { subnets: listOf(subnet) }),
    ...(routing !== undefined && { routing }),
    ...(checks.length > 0 && { checks }),
  }
}

export const mapValues = <T, U>(table: Readonly<Record<string, T>>, change: (value: T) => U) =>
  Object.fromEntries(Object.entries(table).map(([key, value]) => [key, change(value)]))
