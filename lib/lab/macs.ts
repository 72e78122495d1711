import { usageError } from '../model/error.ts'
import { freshMac, parseMac } from '../model/mac.ts'
import { hash } from './hash.ts'
import type { NamedEnd, NamedLab } from './interfaces.ts'

/**
 * A MAC address for every end of a cable: the one given, else one that follows from the lab's name and both ends', so that a
 * lab that comes up again is the same to whoever remembers it, and a cable is told from another between other ends.
 * @throws exit 2
 */
export function chooseMacs(lab: NamedLab): Map<NamedEnd, string> {
  const ends = lab.links.flatMap((link) => link.ends)
  const owners = new Map<string, string>()
  const macs = new Map<NamedEnd, string>()
  for (const end of [...ends, ...lab.externals]) {
    if (end.mac === undefined) continue
    const mac = parseMac(end.mac)
    const at = `${end.node}:${end.interface}`
    const other = owners.get(mac)
    if (other !== undefined) {
      throw usageError(
        `${other} and ${at} have the same MAC address ${mac}`,
        'give one of them another, or none',
      )
    }
    owners.set(mac, at)
    macs.set(end, mac)
  }
  const peers = new Map(lab.links.flatMap(({ ends: [a, b] }) => [[a, b] as const, [b, a] as const]))
  for (const end of ends) {
    if (macs.has(end)) continue
    const at = `${end.node}:${end.interface}`
    const other = peers.get(end)
    const nonce = (hash(`${lab.name} ${at} ${other?.node}:${other?.interface}`) % 2 ** 40).toString(16)
    let n = 0
    while (owners.has(freshMac(nonce, n))) n++
    owners.set(freshMac(nonce, n), at)
    macs.set(end, freshMac(nonce, n))
  }
  return macs
}
