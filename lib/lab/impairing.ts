import type { Place } from '../model/endpoint.ts'
import { type Facts, linkOf } from '../model/facts.ts'
import { type Impairment, impairingQdisc, showImpairment } from '../model/impairment.ts'
import { describeLink, impair } from '../recipes/impair.ts'
import { Gathering, type Part } from './difference.ts'

export interface Impairing {
  readonly place: Place
  readonly node: string
  readonly name: string
  /** What it sends, or what it receives. */
  readonly direction: 'egress' | 'ingress'
  readonly impairment: Impairment | undefined
  /** As the lab had it when it last came up. */
  readonly before: Impairment | undefined
  /** The interface is made by the same plan. */
  readonly isNew: boolean
}

/** Impairs an interface of a node's as the lab has it; one that the lab never impaired is left alone. */
export function impairPart(facts: Facts, asked: Impairing): Part {
  const { place, node, name, direction, impairment = {}, before, isNew } = asked
  const part = new Gathering()
  const link = linkOf(facts, place, name)
  if (link === undefined || (asked.impairment === undefined && before === undefined)) return part
  const of = { of: place, container: node }
  const { build, finish } = impair(facts, { ...of, ifName: name, direction, impairment, force: false })
  if (build.length + finish.length === 0) return part
  part.build.push(...build)
  part.finish.push(...finish)
  if (isNew) return part
  const now = describeLink(facts, of, link)[direction]
  const does = typeof now === 'string' ? now : showImpairment(now)
  const how = `is ${does === '' ? 'not impaired' : `impaired by ${does}`}`
  const than =
    impairingQdisc(impairment, link.mtu) === undefined ? '' : `, not by ${showImpairment(impairment)}`
  part.differences.push({ of: `${node}:${name}`, is: 'differs', how: `${how}${than}` })
  return part
}
