import { type AddressSpec, parseAddress } from '../model/address.ts'
import type { Place } from '../model/endpoint.ts'
import { dhcpOf, type Facts, linkOf } from '../model/facts.ts'
import type { LabExternal } from '../model/lab.ts'
import { after } from '../plan/plan.ts'
import { attach } from '../recipes/attach.ts'
import { detach } from '../recipes/detach.ts'
import { parseNetwork } from '../recipes/networks.ts'
import { Gathering, type Part } from './difference.ts'
import { impairPart } from './impairing.ts'
import type { Wanted, WantedSpace } from './wanted.ts'

type External = LabExternal & { readonly interface: string }

const externalsOf = ({ lab }: Wanted, { node }: WantedSpace): readonly External[] =>
  lab.externals.filter((external) => external.node === node)

/**
 * Attaches nodes to what is outside of the lab, where they aren't, or are to be otherwise; takes those interfaces away that it
 * has no more; impairs what goes out and comes in. In the host their other ends have new names, unless it is said which.
 */
export function externalsPart(
  facts: Facts,
  wanted: Wanted,
  old: Wanted | undefined,
  timeout: number | undefined,
  nameInHost: (external: External) => string | undefined = () => undefined,
): Part {
  const part = new Gathering()
  const now = () => after(facts, part.build)
  const before = all(old)
  for (const { space, external } of before) {
    const asked = wanted.lab.externals.some((one) => isSame(one, external))
    const stays = wanted.spaces.some(({ place }) => place === space.place)
    if (!asked && stays && linkOf(facts, space.place, external.interface) !== undefined) {
      part.differences.push({ of: `${space.node}:${external.interface}`, is: 'surplus' })
      part.add(takenAway(now(), space.place, space.node, external))
    }
  }
  for (const { space, external } of all(wanted)) {
    const had = before.find((one) => isSame(one.external, external))?.external
    const changed = had !== undefined && wordsOf(had) !== wordsOf(external)
    part.add(attached({ facts, known: now(), space, external, changed, timeout, nameInHost }))
    const { place, node } = space
    const link = { place, node, name: external.interface, isNew: !has(facts, space, external) || changed }
    const { impair, received } = external
    part.add(impairPart(now(), { ...link, direction: 'egress', impairment: impair, before: had?.impair }))
    part.add(
      impairPart(now(), { ...link, direction: 'ingress', impairment: received, before: had?.received }),
    )
  }
  return part
}

const has = (facts: Facts, { place }: WantedSpace, external: External): boolean =>
  linkOf(facts, place, external.interface) !== undefined

interface Attaching {
  readonly facts: Facts
  /** What will be by then. */
  readonly known: Facts
  readonly space: WantedSpace
  readonly external: External
  /** The lab had it otherwise when it last came up. */
  readonly changed: boolean
  readonly timeout: number | undefined
  readonly nameInHost: (external: External) => string | undefined
}

/** One that is there, and as it was, is left alone, but for a DHCP client that has ended. */
function attached({ facts, known, space, external, changed, timeout, nameInHost }: Attaching): Part {
  const part = new Gathering()
  const { place, node } = space
  const specs = (external.addresses ?? ['auto']).map(parseAddress)
  const isThere = has(facts, space, external)
  const leased = specs.some(({ kind }) => kind === 'dhcp')
  const forgotten = leased && dhcpOf(facts, place, external.interface)?.state !== 'running'
  if (isThere && !changed && !forgotten) return part
  const how = changed ? 'is attached otherwise' : 'has no DHCP client any more'
  const of = `${node}:${external.interface}`
  part.differences.push(isThere ? { of, is: 'differs', how } : { of, is: 'missing' })
  const { build, finish } = attach(known, {
    into: place,
    container: node,
    network: parseNetwork(external.network),
    addresses: specs,
    ifName: external.interface,
    hostIfName: nameInHost(external),
    mac: external.mac,
    mtu: external.mtu,
    gateway: hasWayOut(space, external.interface, specs) ? 'none' : 'auto',
    routes: [],
    replace: isThere,
    timeout,
  })
  part.build.push(...build)
  part.finish.push(...finish)
  return part
}

/** Whether the lab has another way out for the node, of the family of one of its addresses there. */
const hasWayOut = ({ routes }: WantedSpace, name: string, specs: readonly AddressSpec[]): boolean =>
  routes.some(
    ({ to, family, dev }) =>
      to === 'default' &&
      dev !== name &&
      specs.some((spec) => spec.kind === 'cidr' && spec.cidr.family === family),
  )

/** Takes the ways out of nodes that go: an interface of the host's comes home first. */
export function externalsGone(facts: Facts, old: Wanted, gone: readonly WantedSpace[]): Part {
  const part = new Gathering()
  const places = new Set(gone.map(({ place }) => place))
  for (const { space, external } of all(old)) {
    if (!places.has(space.place) || linkOf(facts, space.place, external.interface) === undefined) continue
    part.add(takenAway(after(facts, part.build), space.place, space.node, external))
  }
  return part
}

const all = (wanted: Wanted | undefined) =>
  (wanted?.spaces ?? []).flatMap((space) =>
    wanted === undefined ? [] : externalsOf(wanted, space).map((external) => ({ space, external })),
  )

const isSame = (a: External, b: External): boolean => a.node === b.node && a.interface === b.interface

/** What it is attached to, and how. */
const wordsOf = ({ network, addresses, mac, mtu }: External): string =>
  JSON.stringify([network, addresses, mac, mtu])

function takenAway(facts: Facts, from: Place, container: string, external: External): Part {
  const { build, finish } = detach(facts, {
    from,
    container,
    interfaces: [external.interface],
    all: false,
    force: true,
  })
  return { differences: [], build, finish }
}
