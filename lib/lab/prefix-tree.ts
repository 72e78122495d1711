import { type Cidr, fromNumber, hostPrefix, toNumber } from '../model/address.ts'

/** A tree of prefixes: each one that was put in, and each that two of them part at. */
export interface Branch<T> {
  readonly prefix: Cidr
  readonly value: T | undefined
  readonly below: readonly Branch<T>[]
}

interface Entry<T> {
  readonly cidr: Cidr
  readonly first: bigint
  readonly value: T
}

/** The tree of prefixes of one family, no two of them the same; nothing of no prefix. */
export function prefixTree<T>(
  prefixes: readonly { readonly cidr: Cidr; readonly value: T }[],
): Branch<T> | undefined {
  const entries = prefixes.map(({ cidr, value }) => ({ cidr, value, first: toNumber(cidr.ip) }))
  entries.sort((a, b) => (a.first === b.first ? a.cidr.prefix - b.cidr.prefix : a.first < b.first ? -1 : 1))
  return grow(entries)
}

function grow<T>(entries: readonly Entry<T>[]): Branch<T> | undefined {
  const [one, ...rest] = entries
  const last = rest.at(-1)
  if (one === undefined) return undefined
  if (last === undefined) return { prefix: one.cidr, value: one.value, below: [] }
  const { family } = one.cidr
  const bits = hostPrefix(family)
  const common = Math.min(one.cidr.prefix, bits - width(one.first ^ last.first))
  const inner = common === one.cidr.prefix ? rest : entries
  const value = common === one.cidr.prefix ? one.value : undefined
  const shift = BigInt(bits - common)
  const prefix: Cidr = { family, ip: fromNumber(family, (one.first >> shift) << shift), prefix: common }
  const bit = 1n << BigInt(bits - common - 1)
  const parting = inner.findIndex(({ first }) => (first & bit) !== 0n)
  const halves = parting < 0 ? [inner] : [inner.slice(0, parting), inner.slice(parting)]
  return { prefix, value, below: halves.flatMap((half) => grow(half) ?? []) }
}

/** How many binary digits the number has. */
const width = (value: bigint): number => (value === 0n ? 0 : value.toString(2).length)

/** Whether one of the prefixes that were put in is within another. */
export const nests = <T>({ value, below }: Branch<T>): boolean =>
  (value !== undefined && below.length > 0) || below.some(nests)
