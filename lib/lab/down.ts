import type { Facts } from '../model/facts.ts'
import type { LaidLab } from '../model/lab.ts'
import { after, type Plan } from '../plan/plan.ts'
import { forgetLab } from '../plan/steps/lab.ts'
import { deleteLink } from '../plan/steps/link.ts'
import { deleteNamespace } from '../plan/steps/namespace.ts'
import { ownBridges, removeBridges } from './bridges.ts'
import { laidEnds } from './cables.ts'
import { Gathering } from './difference.ts'
import { type NodePlaces, wantedOf } from './wanted.ts'

export interface DownResult {
  readonly labs: readonly string[]
}

/** Takes labs away: their namespaces, with all in them, their ends in the host and in containers, their bridges. */
export function downLabs(facts: Facts, labs: readonly LaidLab[], places: NodePlaces = {}): Plan<DownResult> {
  const all = new Gathering()
  for (const lab of labs) {
    const named = new Set(facts.named.map(({ name }) => name))
    const spaces = wantedOf(lab, places).spaces
    const bare = new Set(spaces.flatMap(({ place, namespace }) => (namespace ? [place] : [])))
    const ends = laidEnds(facts, lab.name).filter(({ place }) => !bare.has(place))
    all.finish.push(
      ...ends.map(({ place, link }) => deleteLink({ in: place, name: link.name, mac: link.mac })),
    )
    const known = after(facts, [...all.build, ...all.finish])
    all.add(
      removeBridges(
        known,
        ownBridges(facts, lab.name).map(({ name }) => name),
      ),
    )
    for (const { namespace } of spaces) {
      if (namespace && named.has(namespace.name)) all.finish.push(deleteNamespace(namespace))
    }
    all.finish.push(forgetLab(lab.name))
  }
  const { build, finish } = all
  return { build, finish, result: { labs: labs.map(({ name }) => name) }, notes: [] }
}
