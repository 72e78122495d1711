import { contains, type Family, familyOf, networkOf, parseCidr } from '../../../lib/model/address.ts'
import type { LaidEnd, LaidLab } from '../../../lib/model/lab.ts'
import { parsePrefix } from '../../../lib/model/prefix-words.ts'

/** How a packet fared: it came, or why and where it didn't. */
export type Fate =
  | { readonly came: true; readonly hops: number }
  | { readonly came: false; readonly why: string }

interface Way {
  readonly first: bigint
  readonly last: bigint
  readonly prefix: number
  /** None: the subnet is the interface's own. */
  readonly via: string | undefined
  readonly wire: string
}

interface Box {
  readonly forward: boolean
  readonly own: ReadonlySet<string>
  /** Longest prefix first. */
  readonly ways: readonly Way[]
}

const HOST = 'host'

const number = (ip: string): bigint => {
  if (familyOf(ip) === 4) return ip.split('.').reduce((sum, byte) => sum * 256n + BigInt(byte), 0n)
  const [head = '', tail] = ip.split('::')
  const left = head === '' ? [] : head.split(':')
  const right = tail === undefined || tail === '' ? [] : tail.split(':')
  const zeros = tail === undefined ? [] : Array.from({ length: 8 - left.length - right.length }, () => '0')
  return [...left, ...zeros, ...right].reduce((sum, word) => sum * 65536n + BigInt(`0x${word}`), 0n)
}

/** A span of addresses, in which those of the two families are apart. */
function span(text: string): Pick<Way, 'first' | 'last' | 'prefix'> {
  const { family, ip, prefix } = networkOf(parseCidr(text))
  const first = number(ip) + (family === 6 ? 1n << 130n : 0n)
  return { first, last: first + (1n << BigInt((family === 4 ? 32 : 128) - prefix)) - 1n, prefix }
}

const place = (ip: string): bigint => number(ip) + (familyOf(ip) === 6 ? 1n << 130n : 0n)

/**
 * What packets do in a laid lab by nothing but its own text, as kernels would: cables and switches carry frames, the longest
 * prefix wins, a gateway must be on the wire, only who forwards passes on.
 */
export class Forwarding {
  readonly #boxes = new Map<string, Box>()
  /** Who answers for an address on a wire. */
  readonly #wires = new Map<string, Map<string, string>>()
  readonly #lab: LaidLab

  constructor(lab: LaidLab) {
    this.#lab = lab
    const wires = wiresOf(lab)
    const ends = new Map<string, { end: LaidEnd; wire: string }[]>()
    for (const [i, { ends: pair }] of lab.links.entries()) {
      const wire = wires[i] ?? ''
      for (const end of pair) {
        ends.set(end.node, [...(ends.get(end.node) ?? []), { end, wire }])
        for (const address of end.addresses) this.#plug(wire, address, end.node)
      }
    }
    for (const [name, { addresses = [] }] of Object.entries(lab.bridges)) {
      for (const address of addresses) this.#plug(`${name}`, address, HOST)
    }
    for (const [name, node] of Object.entries(lab.nodes)) {
      this.#boxes.set(name, boxOf(node, ends.get(name) ?? []))
    }
  }

  #plug(wire: string, address: string, node: string): void {
    const known = this.#wires.get(wire) ?? new Map<string, string>()
    this.#wires.set(wire, known.set(ipOf(address), node))
  }

  /** Every address of a node, its loopback's too. */
  addresses(node: string): string[] {
    return [...(this.#boxes.get(node)?.own ?? [])]
  }

  /** The address that a node sends from, if it has one of that family. */
  source(node: string, family: Family): string | undefined {
    return this.addresses(node).find((ip) => familyOf(ip) === family)
  }

  send(from: string, to: string): Fate {
    const seen = new Set<string>()
    const target = place(to)
    for (let at = from; ; ) {
      const box = this.#boxes.get(at)
      if (box === undefined) return { came: false, why: `it left the lab by ${at}` }
      if (box.own.has(to)) return { came: true, hops: seen.size }
      if (seen.has(at)) return { came: false, why: `it goes in a circle: ${[...seen, at].join(' ')}` }
      if (seen.size > 0 && !box.forward) return { came: false, why: `${at} doesn't forward` }
      seen.add(at)
      const way = box.ways.find(({ first, last }) => first <= target && target <= last)
      if (way === undefined) return { came: false, why: `${at} has no route` }
      const next = this.#wires.get(way.wire)?.get(way.via ?? to)
      if (next === undefined) return { came: false, why: `nobody answers ${at} for ${way.via ?? to}` }
      at = next
    }
  }

  /** What doesn't come of all that nodes send to all addresses of others that they have a family with in common. */
  failures(nodes = Object.keys(this.#lab.nodes)): string[] {
    return nodes.flatMap((from) =>
      nodes.flatMap((to) =>
        this.addresses(to)
          .filter((ip) => from !== to && this.source(from, familyOf(ip)) !== undefined)
          .flatMap((ip) => {
            const fate = this.send(from, ip)
            return fate.came ? [] : `${from} to ${to} (${ip}): ${fate.why}`
          }),
      ),
    )
  }
}

const ipOf = (address: string): string => address.split('/')[0] ?? ''

function boxOf(node: LaidLab['nodes'][string], ends: readonly { end: LaidEnd; wire: string }[]): Box {
  const connected = ends.flatMap(({ end, wire }) =>
    end.addresses.map((address): Way => ({ ...span(address), via: undefined, wire })),
  )
  const wireOf = (via: string): string =>
    ends.find(({ end }) => end.addresses.some((own) => contains(networkOf(parseCidr(own)), via)))?.wire ??
    'none'
  const routed = node.routes.map((text): Way => {
    const [dest = '', via = ''] = text.split('@')
    const everything = familyOf(via) === 4 ? '0.0.0.0/0' : '::/0'
    const to = dest === 'default' ? everything : parsePrefix(dest).text
    const bits = familyOf(via) === 4 ? 32 : 128
    return { ...span(to.includes('/') ? to : `${to}/${bits}`), via, wire: wireOf(via) }
  })
  const own = [...ends.flatMap(({ end }) => end.addresses), ...(node.addresses ?? [])].map(ipOf)
  return {
    forward: node.forward,
    own: new Set(own),
    ways: [...connected, ...routed].sort((a, b) => b.prefix - a.prefix),
  }
}

/** By link the wire that it belongs to: the same for those that switches and bridges join. */
function wiresOf(lab: LaidLab): string[] {
  const wires = lab.links.map((_, i) => `${i}`)
  const joints = [
    ...Object.keys(lab.bridges),
    ...Object.keys(lab.nodes).filter((name) => lab.nodes[name]?.switch),
  ]
  for (const joint of joints) {
    const here = lab.links.flatMap(({ ends }, i) => (ends.some(({ node }) => node === joint) ? i : []))
    const old = new Set(here.map((i) => wires[i]))
    const name = joint in lab.bridges ? joint : (wires[here[0] ?? 0] ?? '')
    for (const [i, wire] of wires.entries()) if (old.has(wire)) wires[i] = name
  }
  return wires
}
