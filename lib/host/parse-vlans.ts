import * as v from 'valibot'
import type { Link } from '../model/facts.ts'
import { parseJsonLine } from './json-line.ts'

/** What is used of `bridge -j vlan show`. */
const PortVlans = v.object({
  ifname: v.string(),
  vlans: v.array(
    v.object({
      vlan: v.number(),
      vlanEnd: v.optional(v.number()),
      flags: v.optional(v.array(v.string()), []),
    }),
  ),
})

/** Of each port of a bridge the VLAN of its untagged frames, where it isn't 1, and those that it carries tagged. */
export function vlansOf(line: string | undefined): ReadonlyMap<string, Partial<Link>> {
  const ports = v.parse(v.array(PortVlans), parseJsonLine(line))
  return new Map(
    ports.map(({ ifname, vlans }): [string, Partial<Link>] => {
      const untagged = vlans.find(({ flags }) => flags.includes('PVID'))?.vlan
      const tagged = vlans
        .filter(({ flags }) => !flags.includes('Egress Untagged'))
        .flatMap(({ vlan, vlanEnd = vlan }) =>
          Array.from({ length: vlanEnd - vlan + 1 }, (_, index) => vlan + index),
        )
      return [
        ifname,
        {
          ...(untagged !== undefined && untagged !== 1 && { vlan: untagged }),
          ...(tagged.length > 0 && { tagged }),
        },
      ]
    }),
  )
}
