import type { KnownLink, Step } from '../step.ts'

/** Lets the kernel put the checksums into an interface's packets, not a card that it doesn't have (ethtool(8), -K). */
export const checksumInSoftware = (link: KnownLink): Step => ({
  in: link.in,
  run: [{ kind: 'exec', argv: ['ethtool', '-K', link.name, 'tx', 'off'] }],
  effect: (facts) => facts,
  why: "Send packets with their checksums: the switch's process doesn't put them in, and TCP and UDP would be lost",
  on: link,
})
