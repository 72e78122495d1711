import { type Facts, linkOf } from '../../model/facts.ts'
import { addBridge, deleteLink, linkUp } from '../../plan/steps/link.ts'
import { Gathering, type Part } from '../difference.ts'
import type { SpaceChange } from './change.ts'

/** The bridge of a node that is a switch. */
export function bridge(facts: Facts, { wanted, before, isNew }: SpaceChange): Part {
  const part = new Gathering()
  const spec = wanted.bridge ?? before?.bridge
  if (spec === undefined) return part
  const there = linkOf(facts, wanted.place, spec.name)
  if (wanted.bridge === undefined) {
    if (there?.kind !== 'bridge') return part
    part.differs(wanted.node, `has the bridge ${spec.name}, and is no switch`)
    part.finish.push(deleteLink({ in: wanted.place, name: spec.name, mac: there.mac }))
    return part
  }
  const known = { in: wanted.place, name: spec.name, mac: there?.mac ?? spec.mac }
  if (there === undefined) {
    const steps = [addBridge({ ...spec, in: wanted.place, stp: false }), linkUp(known)]
    if (isNew) part.build.push(...steps)
    else part.differs(wanted.node, `lacks its bridge ${spec.name}`, ...steps)
  } else if (!there.up) part.differs(`${wanted.node}:${spec.name}`, 'is down', linkUp(known))
  return part
}
