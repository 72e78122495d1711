import { type Cidr, isLinkLocal } from '../model/address.ts'
import type { Facts } from '../model/facts.ts'
import type { Step } from '../plan/step.ts'
import { probeAddresses } from '../plan/steps/probe.ts'
import { unusedMac } from './unique.ts'

export interface ProbeIntent {
  /** The host's interface by which the wire is reached. */
  readonly dev: string
  readonly addresses: readonly Cidr[]
  /** Whether ctnet chose them. */
  readonly auto: boolean
}

/** MACs of the plan that are given away before this one: to the host's end and to the container's. */
const OTHERS = 2

/**
 * Asks on a wire where others may be whether one of them has an address, before anything is laid. A container's own
 * link-local addresses are left out: the kernel asks for those itself.
 */
export function probe(facts: Facts, { dev, addresses, auto }: ProbeIntent): readonly Step[] {
  const asked = addresses.filter(({ ip }) => !isLinkLocal(ip))
  if (asked.length === 0) return []
  const again = auto
    ? 'give one yourself, IP/PREFIX (auto would choose the same again)'
    : 'give another address'
  return [
    probeAddresses({
      dev,
      mac: unusedMac(facts, OTHERS),
      addresses: asked,
      hint: `${again}; or go past this: --force`,
    }),
  ]
}
