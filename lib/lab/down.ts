import { withoutLink } from '../model/effects.ts'
import { HOST } from '../model/endpoint.ts'
import type { Facts } from '../model/facts.ts'
import type { LaidLab } from '../model/lab.ts'
import { labFileOf, stateOf } from '../model/lab-state.ts'
import { after, type Plan } from '../plan/plan.ts'
import type { Step } from '../plan/step.ts'
import { forgetLab } from '../plan/steps/lab.ts'
import { deleteLink } from '../plan/steps/link.ts'
import { ownBridges, removeBridges } from './bridges.ts'
import { laidEnds } from './cables.ts'
import { Gathering } from './difference.ts'
import { externalsGone } from './externals.ts'
import { leaveContainers } from './leave.ts'
import { namespaceOf } from './names.ts'
import { portsGone } from './ports.ts'
import { endServices, forgetNames } from './programs.ts'
import { removal } from './up.ts'
import { type WantedSpace, wantedOf } from './wanted.ts'

/** Takes labs away: their namespaces and containers, with all in them, their ends in the host and elsewhere, their bridges. */
export function down(facts: Facts, names: readonly string[]): Plan<readonly string[]> {
  const states = names.flatMap((name) => stateOf(facts, name) ?? [])
  const all = new Gathering()
  const bridges = states.flatMap(({ lab }) => ownBridges(facts, lab.name).map(({ name }) => name))
  for (const { lab, was } of states) {
    const wanted = wantedOf(lab, facts.nodes)
    all.build.push(...portsGone(after(facts, all.build), wanted))
    all.add(leaveContainers(after(facts, all.build), wanted, wanted.spaces, was))
    all.add(externalsGone(after(facts, all.build), wanted, wanted.spaces))
    all.finish.push(...nodesGone(facts, lab))
  }
  all.add(removeBridges(after(facts, [...all.build, ...all.finish]), bridges))
  all.finish.push(...states.map(({ lab }) => forgetLab(labFileOf(facts, lab.name))))
  return { build: all.build, finish: all.finish, result: states.map(({ lab }) => lab.name), notes: [] }
}

function nodesGone(facts: Facts, lab: LaidLab): readonly Step[] {
  const named = new Set(facts.named.map(({ name }) => name))
  const { spaces } = wantedOf(lab, facts.nodes)
  const own = new Set(
    spaces.flatMap(({ place, namespace, container }) => ((namespace ?? container) ? [place] : [])),
  )
  const ends = laidEnds(facts, lab.name).filter(({ place }) => !own.has(place))
  const isLost = ({ namespace }: WantedSpace) => namespace !== undefined && !named.has(namespace.name)
  const lost = spaces.filter(isLost)
  return [
    ...endServices(lab, lost),
    ...ends.map(({ place, link }) => deleteLink({ in: place, name: link.name, mac: link.mac })),
    ...removal(
      lab,
      spaces.filter((space) => !isLost(space)),
    ),
    ...forgetNames(lost),
  ]
}

/** The facts as they would be if the lab weren't there. */
export function withoutLab(facts: Facts, { name, nodes }: LaidLab): Facts {
  const own = new Set(Object.keys(nodes).map((node) => namespaceOf(name, node)))
  const rest = { ...facts, named: facts.named.filter((entry) => !own.has(entry.name)) }
  const links = [...laidEnds(facts, name).map(({ link }) => link), ...ownBridges(facts, name)]
  return links.reduce((known: Facts, link) => withoutLink(known, HOST, link.name), rest)
}
