import type { Facts } from '../model/facts.ts'
import type { LaidLab } from '../model/lab.ts'
import { ownerState, type Policy, policiesOf } from '../model/policy.ts'
import { type PublishSpec, parsePublish } from '../model/publish.ts'
import { changePolicies } from '../recipes/policies.ts'
import { isAsAsked, type Published } from '../recipes/publish.ts'
import { Gathering, type Part } from './difference.ts'
import type { Wanted, WantedSpace } from './wanted.ts'

export interface PortsPart extends Part {
  /** The nodes whose ports are yet to be published: those of a container can be only once that is there. */
  readonly toPublish: readonly string[]
}

/**
 * Which of the host's ports lead to nodes and shall no more: those that the lab published when it last came up. What somebody
 * published by hand stays.
 */
export function portsPart(
  facts: Facts,
  wanted: Wanted,
  old: Wanted | undefined,
  isNew: ReadonlySet<string>,
): PortsPart {
  const part = new Gathering()
  const policies = policiesOf(facts)
  const stale: Policy[] = []
  for (const space of old?.spaces ?? []) {
    const stays = wanted.spaces.find(({ place }) => place === space.place)
    const asked = stays === undefined ? [] : specsOf(wanted.lab, stays)
    for (const one of publishedOf(facts, policies, space, specsOf(old?.lab, space))) {
      if (asked.some((spec) => isAsAsked(one, spec))) continue
      stale.push(one)
      part.differs(space.node, `publishes ${asWritten(one)}`)
    }
  }
  part.build.push(...without(facts, policies, stale))
  const toPublish = wanted.spaces.filter((space) => {
    if (isNew.has(space.place)) return textsOf(wanted.lab, space).length > 0
    const missing = textsOf(wanted.lab, space).filter((text) =>
      parsePublish(text).some((spec) => publishedOf(facts, policies, space, [spec]).length === 0),
    )
    for (const text of missing) part.differs(space.node, `doesn't publish ${text}`)
    return missing.length > 0
  })
  const { differences, build, finish } = part
  return { differences, build, finish, toPublish: toPublish.map(({ node }) => node) }
}

/** Leads the host's ports to a lab's nodes no longer that go with it. */
export function portsGone(facts: Facts, { lab, spaces }: Wanted): Part['build'] {
  const policies = policiesOf(facts)
  const gone = spaces.flatMap((space) => publishedOf(facts, policies, space, specsOf(lab, space)))
  return without(facts, policies, gone)
}

const without = (facts: Facts, policies: readonly Policy[], gone: readonly Policy[]): Part['build'] =>
  gone.length === 0
    ? []
    : changePolicies(
        facts,
        policies.filter((policy) => !gone.includes(policy)),
        "Lead the host's ports to the lab's nodes no longer",
      )

const textsOf = (lab: LaidLab | undefined, { node }: WantedSpace): readonly string[] =>
  lab?.nodes[node]?.publish ?? []

const specsOf = (lab: LaidLab | undefined, space: WantedSpace): readonly PublishSpec[] =>
  textsOf(lab, space).flatMap((text) => parsePublish(text))

/** Those by which a node's ports are published as one of these asks for. */
const publishedOf = (
  facts: Facts,
  policies: readonly Policy[],
  { place }: WantedSpace,
  specs: readonly PublishSpec[],
): readonly Published[] =>
  policies.flatMap((policy) =>
    policy.kind === 'publish' &&
    ownerState(facts, policy.container) === place &&
    specs.some((spec) => isAsAsked(policy, spec))
      ? policy
      : [],
  )

/** As a lab file has it: `127.0.0.1:8080:80/udp`. */
function asWritten({ ip, hostPort, port }: Published): string {
  const address = ip === undefined ? '' : `${ip.includes(':') ? `[${ip}]` : ip}:`
  return `${address}${hostPort}:${port.port}${port.protocol === 'tcp' ? '' : `/${port.protocol}`}`
}
