import { parseAddress } from '../model/address.ts'
import type { Place } from '../model/endpoint.ts'
import { type Facts, linkOf } from '../model/facts.ts'
import type { LabExternal } from '../model/lab.ts'
import { after } from '../plan/plan.ts'
import { attach } from '../recipes/attach.ts'
import { detach } from '../recipes/detach.ts'
import { parseNetwork } from '../recipes/networks.ts'
import { Gathering, type Part } from './difference.ts'
import type { Wanted, WantedSpace } from './wanted.ts'

type External = LabExternal & { readonly interface: string }

const externalsOf = ({ lab }: Wanted, { node }: WantedSpace): readonly External[] =>
  lab.externals.filter((external) => external.node === node)

/**
 * Attaches nodes to what is outside of the lab, where they aren't; takes those interfaces away that it has no more. In the
 * host their other ends have new names, unless it is said which.
 */
export function externalsPart(
  facts: Facts,
  wanted: Wanted,
  old: Wanted | undefined,
  nameInHost: (external: External) => string | undefined = () => undefined,
): Part {
  const part = new Gathering()
  const now = () => after(facts, part.build)
  for (const { space, external } of all(old)) {
    const asked = wanted.lab.externals.some((one) => isSame(one, external))
    const stays = wanted.spaces.some(({ place }) => place === space.place)
    if (!asked && stays && linkOf(facts, space.place, external.interface) !== undefined) {
      part.differences.push({ of: `${space.node}:${external.interface}`, is: 'surplus' })
      part.add(takenAway(now(), space.place, space.node, external))
    }
  }
  for (const { space, external } of all(wanted)) {
    if (linkOf(now(), space.place, external.interface) !== undefined) continue
    part.differences.push({ of: `${space.node}:${external.interface}`, is: 'missing' })
    const { build, finish } = attach(now(), {
      into: space.place,
      container: space.node,
      network: parseNetwork(external.network),
      addresses: (external.addresses ?? ['auto']).map(parseAddress),
      ifName: external.interface,
      hostIfName: nameInHost(external),
      mac: external.mac,
      mtu: external.mtu,
      gateway: 'auto',
      routes: [],
      replace: false,
    })
    part.build.push(...build)
    part.finish.push(...finish)
  }
  return part
}

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

const isSame = (a: External, b: External): boolean =>
  a.node === b.node && a.interface === b.interface && a.network === b.network

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
