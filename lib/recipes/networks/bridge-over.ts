import { type Facts, type Link, ovsPortOf } from '../../model/facts.ts'

/** The bridge, the kernel's or Open vSwitch's, that takes all that arrives on the host's interface, as a NETWORK. */
export function bridgeOver(facts: Facts, { name, master }: Link): string | undefined {
  const port = ovsPortOf(facts, name)
  return port === undefined || port.bridge === name ? master : `ovs:${port.bridge}`
}
