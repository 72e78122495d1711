import { type Cidr, type Family, isLinkLocal, showCidr } from '../model/address.ts'
import type { BridgeAddresses } from '../model/bridge-address.ts'
import { HOST } from '../model/endpoint.ts'
import { CtnetError, usageError } from '../model/error.ts'
import {
  defaultRoute,
  type Facts,
  isOwn,
  type Link,
  linkOf,
  SMALLEST_IPV6_MTU,
  spaceOf,
} from '../model/facts.ts'
import { listed } from '../model/text.ts'
import { nothingToDo, type Plan } from '../plan/plan.ts'
import type { Step } from '../plan/step.ts'
import { addAddress } from '../plan/steps/address.ts'
import { acceptBridge, isAccepted } from '../plan/steps/firewall.ts'
import { addBridge, linkUp, markLink } from '../plan/steps/link.ts'
import { enableIpv6 } from './enable-ipv6.ts'
import { freeSubnet } from './free-subnet.ts'
import { unusedMac } from './unique.ts'

export interface BridgeIntent {
  readonly name: string
  /** `auto` takes a private subnet that the host doesn't use; none at all: a bridge without an address. */
  readonly addresses: BridgeAddresses
  /** Bytes; by default that of the interface that the default route leads through. */
  readonly mtu?: number | undefined
  readonly stp?: boolean | undefined
}

export interface BridgeResult {
  readonly bridge: string
  readonly addresses: readonly string[]
  readonly mtu: number
}

/**
 * Builds a bridge (the document, "Building your own bridge") that also works beside Docker: its ports reach each other
 * where Docker drops what is forwarded.
 */
export function createBridge(facts: Facts, intent: BridgeIntent): Plan<BridgeResult> {
  const existing = linkOf(facts, HOST, intent.name)
  if (existing !== undefined) return keepBridge(facts, intent, existing)
  const addresses = intent.addresses === 'auto' ? [freeSubnet(facts)] : intent.addresses
  refuseTaken(facts, intent.name, addresses)
  const mtu = intent.mtu ?? usualMtu(facts)
  if (mtu < SMALLEST_IPV6_MTU && addresses.some(({ family }) => family === 6))
    throw usageError(
      `IPv6 needs an MTU of ${SMALLEST_IPV6_MTU} at least, not ${mtu}`,
      'leave the IPv6 address out, or --mtu',
    )
  const link = { in: HOST, name: intent.name, mac: unusedMac(facts) }
  const build = [
    addBridge({ ...link, mtu, stp: intent.stp ?? false }),
    markLink(link, 'bridge'),
    ...enableIpv6(facts, link, addresses),
    ...addresses.map((cidr) => addAddress(link, cidr)),
    linkUp(link),
    ...letThrough(facts, intent.name),
  ]
  return {
    build,
    finish: [],
    result: { bridge: intent.name, addresses: addresses.map(showCidr), mtu },
    notes: [],
  }
}

/** The default route's interface's MTU, as the document says of `--mtu`. */
function usualMtu(facts: Facts): number {
  const out = defaultRoute(spaceOf(facts, HOST), 4) ?? defaultRoute(spaceOf(facts, HOST), 6)
  return (out && linkOf(facts, HOST, out.dev)?.mtu) ?? 1500
}

function refuseTaken(facts: Facts, name: string, addresses: readonly Cidr[]): void {
  for (const [index, cidr] of addresses.entries()) {
    if (addresses.findIndex(({ ip }) => ip === cidr.ip) < index)
      throw usageError(`${cidr.ip} is given twice`, 'leave one out')
    const holder = spaceOf(facts, HOST).links.find((link) => link.addresses.some(({ ip }) => ip === cidr.ip))
    if (holder === undefined) continue
    throw new CtnetError(
      'conflict',
      'address-taken',
      `${cidr.ip} is already this host's, on ${holder.name}`,
      {
        hint: `choose another, or none: ctnet bridge create ${name}`,
      },
    )
  }
}

/** The rules that the bridge needs to work beside Docker and doesn't have; none where there is no iptables. */
const letThrough = (facts: Facts, bridge: string): Step[] =>
  ([4, 6] as const satisfies Family[])
    .filter(
      (family) => spaceOf(facts, HOST).rules[family] !== undefined && !isAccepted(facts, family, bridge),
    )
    .map((family) => acceptBridge(facts, family, bridge))

/** Asked for a bridge that is there: it is what was asked for, or that is a conflict. */
function keepBridge(facts: Facts, intent: BridgeIntent, existing: Link): Plan<BridgeResult> {
  const { name } = intent
  if (existing.kind !== 'bridge') {
    throw new CtnetError(
      'conflict',
      'not-a-bridge',
      `${name} is there already, and is not a bridge${kindOf(existing)}`,
      {
        hint: 'choose another name',
      },
    )
  }
  const has = existing.addresses.map(showCidr)
  const asked = intent.addresses === 'auto' ? [] : intent.addresses.map(showCidr)
  const differences = [
    ...asked.filter((address) => !has.includes(address)).map((address) => `it doesn't have ${address}`),
    ...(intent.mtu !== undefined && intent.mtu !== existing.mtu ? [`its MTU is ${existing.mtu}`] : []),
    ...(intent.stp !== undefined && intent.stp !== existing.stp
      ? [`STP is ${existing.stp ? 'on' : 'off'}`]
      : []),
  ]
  if (differences.length > 0) {
    throw new CtnetError(
      'conflict',
      'bridge-differs',
      `the bridge ${name} is there already, but ${listed(differences)}`,
      {
        hint: `see it: ctnet bridge show ${name}; make it anew: ctnet bridge delete ${name}`,
      },
    )
  }
  const addresses = existing.addresses.filter(({ ip }) => !isLinkLocal(ip)).map(showCidr)
  const result = { bridge: name, addresses, mtu: existing.mtu }
  const build = isOwn(existing) ? repairs(facts, existing) : []
  if (build.length === 0) return nothingToDo(result, `the bridge ${name} is already there`)
  return {
    build,
    finish: [],
    result,
    notes: [`the bridge ${name} was there already; what was missing is put back`],
  }
}

/** What a bridge of ctnet's has lost since it was made: somebody took it down, or flushed the firewall. */
export const repairs = (facts: Facts, { name, mac, up }: Link): Step[] => [
  ...(up ? [] : [linkUp({ in: HOST, name, mac })]),
  ...letThrough(facts, name),
]

const kindOf = ({ kind }: Link): string => (kind === '' ? '' : ` but a ${kind}`)
