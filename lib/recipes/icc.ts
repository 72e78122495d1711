import { HOST } from '../model/endpoint.ts'
import { CtnetError } from '../model/error.ts'
import { type Facts, linkOf } from '../model/facts.ts'
import { type Policy, policiesOf } from '../model/policy.ts'
import { nothingToDo, type Plan } from '../plan/plan.ts'
import { changePolicies } from './policies.ts'
import { legsOf } from './policy-rules.ts'
import { canFilter } from './policy-settings.ts'

export interface IccIntent {
  readonly bridge: string
  /** Whether its containers may talk to each other. */
  readonly on: boolean
}

export interface IccResult extends IccIntent {
  /** How they are kept apart: by firewall rules, or, where the firewall doesn't see bridged frames, by isolated ports. */
  readonly by?: 'rules' | 'isolation' | undefined
}

/**
 * Lets a bridge's containers talk to each other, or not (the document, "Communication between containers", `icc`).
 *
 * @throws exit 3 where there is no such bridge, 4 where links need what is to be switched off
 */
export function setIcc(facts: Facts, { bridge, on }: IccIntent): Plan<IccResult> {
  demandBridge(facts, bridge)
  const policies = policiesOf(facts)
  const severed = policies.some((policy) => policy.kind === 'icc' && policy.bridge === bridge)
  if (on && !severed && severedByOthers(facts, bridge)) {
    throw new CtnetError(
      'conflict',
      'severed-by-others',
      `somebody else's rule keeps the containers on ${bridge} apart, as Docker's does where it was told icc=false`,
      {
        hint: `tell Docker otherwise: ctnet docker0 --icc true --restart; or see the rule: iptables-save | grep ${bridge}`,
      },
    )
  }
  const by = canFilter(facts) ? 'rules' : 'isolation'
  const result = { bridge, on, ...(!on && { by }) } satisfies IccResult
  if (severed === !on) {
    return nothingToDo(result, `containers on ${bridge} ${on ? 'may' : 'may not'} talk to each other already`)
  }
  const [linked] = on || canFilter(facts) ? [] : linksOn(facts, bridge)
  if (linked !== undefined) throw unfiltered(bridge, linked)
  const others = policies.filter((policy) => policy.kind !== 'icc' || policy.bridge !== bridge)
  const asked: readonly Policy[] = on ? others : [...others, { kind: 'icc', bridge }]
  const why = on
    ? 'Let the containers on the bridge talk to each other'
    : 'Keep the containers on the bridge apart'
  return { build: changePolicies(facts, asked, why), finish: [], result, notes: [] }
}

/** The links whose client has an address on the bridge. */
const linksOn = (facts: Facts, bridge: string) =>
  policiesOf(facts).flatMap((policy) =>
    policy.kind === 'link' && legsOf(facts, policy.client).some((leg) => leg.bridge === bridge) ? policy : [],
  )

const unfiltered = (bridge: string, { client, server }: Extract<Policy, { kind: 'link' }>): CtnetError =>
  new CtnetError(
    'conflict',
    'linked',
    `no firewall sees what passes between the ports of ${bridge}: icc off would cut ${client.name} off from ${server.name} too, which it is linked to`,
    {
      hint: `load the module, with iptables installed: modprobe br_netfilter; or: ctnet unlink ${client.name} ${server.name}`,
    },
  )

/** Whether a bridge's containers may talk to each other. */
export const iccOf = (facts: Facts, bridge: string): boolean => {
  demandBridge(facts, bridge)
  return !isSevered(facts, bridge)
}

/** Whether they are kept apart, by ctnet or by Docker's `icc=false`. */
export const isSevered = (facts: Facts, bridge: string): boolean =>
  severedByOthers(facts, bridge) ||
  policiesOf(facts).some((policy) => policy.kind === 'icc' && policy.bridge === bridge)

const severedByOthers = ({ firewall }: Facts, bridge: string): boolean =>
  (firewall?.others[4] ?? []).some(
    (line) => line.startsWith('filter -A ') && line.endsWith(` -i ${bridge} -o ${bridge} -j DROP`),
  )

/** @throws exit 3 where there is no such link, 4 where it is no bridge */
export function demandBridge(facts: Facts, name: string): void {
  const link = linkOf(facts, HOST, name)
  const hint = 'see which there are: ctnet bridge show'
  if (link === undefined)
    throw new CtnetError('notFound', 'no-bridge', `there is no bridge ${name}`, { hint })
  if (link.kind !== 'bridge')
    throw new CtnetError('conflict', 'not-a-bridge', `${name} is not a bridge`, { hint })
}
