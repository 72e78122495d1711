import { HOST } from '../model/endpoint.ts'
import { type Facts, withoutLink } from '../model/facts.ts'
import type { LaidLab } from '../model/lab.ts'
import { labFileOf, stateOf } from '../model/lab-state.ts'
import { after, nothingToDo, type Plan } from '../plan/plan.ts'
import { forgetLab } from '../plan/steps/lab.ts'
import { deleteLink } from '../plan/steps/link.ts'
import { ownBridges, removeBridges } from './bridges.ts'
import { laidEnds } from './cables.ts'
import { Gathering } from './difference.ts'
import { namespaceOf } from './names.ts'
import { removal } from './up.ts'
import { wantedOf } from './wanted.ts'

export interface DownResult {
  readonly lab: string
}

/** Takes a lab away: its namespaces, with all in them, its ends in the host and in containers, its bridges. */
export function down(facts: Facts, name: string): Plan<DownResult> {
  const state = stateOf(facts, name)
  if (state === undefined) return nothingToDo({ lab: name }, `there is no lab ${name}: nothing to do`)
  const all = new Gathering()
  const named = new Set(facts.named.map((entry) => entry.name))
  const { spaces } = wantedOf(state.lab, facts.nodes)
  const own = new Set(
    spaces.flatMap(({ place, namespace, container }) => ((namespace ?? container) ? [place] : [])),
  )
  const ends = laidEnds(facts, name).filter(({ place }) => !own.has(place))
  all.finish.push(...ends.map(({ place, link }) => deleteLink({ in: place, name: link.name, mac: link.mac })))
  const bridges = ownBridges(facts, name).map((bridge) => bridge.name)
  all.add(removeBridges(after(facts, all.finish), bridges))
  const there = spaces.filter(({ namespace }) => namespace === undefined || named.has(namespace.name))
  all.finish.push(...removal(state.lab, there))
  all.finish.push(forgetLab(labFileOf(facts, name)))
  return { build: all.build, finish: all.finish, result: { lab: name }, notes: [] }
}

/** The facts as they would be if the lab weren't there. */
export function withoutLab(facts: Facts, { name, nodes }: LaidLab): Facts {
  const own = new Set(Object.keys(nodes).map((node) => namespaceOf(name, node)))
  const rest = { ...facts, named: facts.named.filter((entry) => !own.has(entry.name)) }
  const links = [...laidEnds(facts, name).map(({ link }) => link), ...ownBridges(facts, name)]
  return links.reduce((known: Facts, link) => withoutLink(known, HOST, link.name), rest)
}
