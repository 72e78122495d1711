import { HOST, type Place } from '../model/endpoint.ts'
import { type Facts, linkOf } from '../model/facts.ts'
import { freshMac } from '../model/mac.ts'

/** A name in the host that no interface has: the prefix and seven characters, as Docker's own `veth65f9` grew to be. */
export function freshName(facts: Facts, prefix: string, place: Place = HOST): string {
  for (let n = 0; ; n++) {
    const value = (Number.parseInt(facts.nonce, 16) + n) % 36 ** 7
    const name = `${prefix}${value.toString(36).padStart(7, '0')}`
    if (linkOf(facts, place, name) === undefined) return name
  }
}

/** A MAC that no interface has, as far as can be seen; another one for each index. */
export function unusedMac(facts: Facts, index = 0): string {
  let skip = index
  const used = new Set(Object.values(facts.spaces).flatMap(({ links }) => links.map(({ mac }) => mac)))
  for (let n = 0; ; n++) {
    const mac = freshMac(facts.nonce, n)
    if (!used.has(mac) && skip-- === 0) return mac
  }
}

/** The first `ethN` that the namespace doesn't have. */
export function freeEthernet(facts: Facts, place: Place): string {
  for (let n = 0; ; n++) {
    if (linkOf(facts, place, `eth${n}`) === undefined) return `eth${n}`
  }
}
