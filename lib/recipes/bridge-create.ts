import { isLinkLocal, showCidr } from '../model/address.ts'
import type { BridgeAddresses } from '../model/bridge-address.ts'
import { HOST } from '../model/endpoint.ts'
import { CtnetError } from '../model/error.ts'
import { type Facts, isOwn, type Link, linkOf, spaceOf } from '../model/facts.ts'
import { defaultRoute } from '../model/route.ts'
import { listed } from '../model/text.ts'
import { after, nothingToDo, type Plan } from '../plan/plan.ts'
import type { Step } from '../plan/step.ts'
import { addAddress } from '../plan/steps/address.ts'
import { addBridge, linkUp, markLink } from '../plan/steps/link.ts'
import { bridgeWarnings } from './blockers.ts'
import { refuseTaken } from './bridge-taken.ts'
import { freeSubnet } from './free-subnet.ts'
import { enableIpv6, refuseSmallMtu } from './ipv6.ts'
import { enforce } from './policies.ts'
import { unusedMac } from './unique.ts'

export interface BridgeIntent {
  readonly name: string
  /** `auto` takes a private subnet that the host doesn't use; none at all: a bridge without an address. */
  readonly addresses: BridgeAddresses
  /** Bytes; by default that of the interface that the default route leads through. */
  readonly mtu?: number | undefined
  readonly stp?: boolean | undefined
  /** Also on a subnet that the host is on already. */
  readonly force?: boolean | undefined
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
  refuseTaken(facts, intent, addresses)
  const mtu = intent.mtu ?? usualMtu(facts)
  refuseSmallMtu(mtu, addresses)
  const link = { in: HOST, name: intent.name, mac: unusedMac(facts) }
  const build = [
    addBridge({ ...link, mtu, stp: intent.stp ?? false }),
    markLink(link, 'bridge'),
    ...enableIpv6(facts, link, addresses),
    ...addresses.map((cidr) => addAddress(link, cidr)),
    linkUp(link),
  ]
  return {
    build: [...build, ...letThrough(after(facts, build))],
    finish: [],
    result: { bridge: intent.name, addresses: addresses.map(showCidr), mtu },
    notes: bridgeWarnings(facts, intent.name, [...new Set(addresses.map(({ family }) => family))]),
  }
}

/** The default route's interface's MTU, as the document says of `--mtu`. */
export function usualMtu(facts: Facts): number {
  const out = defaultRoute(spaceOf(facts, HOST), 4) ?? defaultRoute(spaceOf(facts, HOST), 6)
  return (out && linkOf(facts, HOST, out.dev)?.mtu) ?? 1500
}

/** The rules that the bridge needs to work beside Docker and doesn't have; none where there is no iptables. */
const letThrough = (facts: Facts): readonly Step[] =>
  enforce(facts, "Let the bridge's ports reach each other, also where Docker drops what is forwarded")

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
  ...letThrough(facts),
]

const kindOf = ({ kind }: Link): string => (kind === '' ? '' : ` but a ${kind}`)
