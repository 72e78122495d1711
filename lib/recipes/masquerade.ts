import { type Cidr, overlap, parseSubnet, showCidr } from '../model/address.ts'
import { CtnetError, usageError } from '../model/error.ts'
import type { Facts } from '../model/facts.ts'
import { type Policy, policiesOf } from '../model/policy.ts'
import { after, nothingToDo, type Plan } from '../plan/plan.ts'
import { type Forced, refuseBlocked } from './blockers.ts'
import { demandForwarding } from './forwarding.ts'
import { changePolicies } from './policies.ts'
import { forwardedBy } from './policy-forwarding.ts'
import { subnetsOf } from './policy-rules.ts'
import { demandFirewall } from './policy-settings.ts'

/** Whose addresses are hidden: those of a bridge's subnets, or of a subnet. */
export type Hidden = { readonly bridge: string } | { readonly subnet: string }

export interface MasqueradeIntent extends Forced {
  readonly hidden: Hidden
  readonly on: boolean
}

export interface MasqueradeResult extends MasqueradeIntent {
  readonly subnets: readonly string[]
}

export const nameOf = (hidden: Hidden): string => ('bridge' in hidden ? hidden.bridge : hidden.subnet)

/** A subnet in its one spelling. @throws exit 2, also for one that nothing is outside of */
export function parseHiddenSubnet(text: string): string {
  const subnet = parseSubnet(text)
  if (subnet.prefix > 0) return showCidr(subnet)
  throw usageError(
    `${text} is every address: nothing leaves it`,
    'name a subnet, or a bridge: ctnet masquerade BRIDGE on',
  )
}

/**
 * Lets what leaves a bridge or a subnet go out under the host's own address, or no longer (the document, "Communication
 * between containers and the wider world"). What Docker masquerades already is left to it.
 *
 * @throws exit 4 where the bridge has no address, 6 without a firewall
 */
export function setMasquerade(facts: Facts, { hidden, on, force }: MasqueradeIntent): Plan<MasqueradeResult> {
  const subnets = hiddenSubnets(facts, hidden)
  const result = { hidden, on, subnets: subnets.map(showCidr) }
  const name = nameOf(hidden)
  const policies = policiesOf(facts)
  const isIt = (policy: Policy) => policy.kind === 'masquerade' && (policy.bridge ?? policy.subnet) === name
  if (policies.some(isIt) === on)
    return nothingToDo(result, `${name} is ${on ? 'masqueraded already' : 'not masqueraded by ctnet'}`)
  const others = policies.filter((policy) => !isIt(policy))
  if (!on) {
    const why = 'Let packets keep their own addresses when they leave'
    return { build: changePolicies(facts, others, why), finish: [], result, notes: [] }
  }
  demandFirewall(facts)
  if (subnets.length === 0) {
    throw new CtnetError(
      'conflict',
      'no-subnet',
      `${name} has no address, so there is no subnet to masquerade`,
      {
        hint: `name the subnet: ctnet masquerade IP/PREFIX on`,
      },
    )
  }
  const left = subnets.filter((subnet) => !masqueraded(facts, subnet))
  if (left.length === 0) return nothingToDo(result, `${name} is masqueraded already, by a rule of another's`)
  const asked: Policy = { kind: 'masquerade', ...hidden }
  const notes = refuseBlocked(facts, asked, { force })
  const why = "Let packets that leave go out under the host's own address"
  const build = changePolicies(facts, [...others, asked], why)
  const demand = demandForwarding(
    after(facts, build),
    forwardedBy(facts, asked),
    `what leaves ${name} goes through the host`,
  )
  return { build: [...build, ...demand.build], finish: [], result, notes: [...notes, ...demand.notes] }
}

const hiddenSubnets = (facts: Facts, hidden: Hidden): readonly Cidr[] =>
  'bridge' in hidden ? subnetsOf(facts, hidden.bridge) : [parseSubnet(hidden.subnet)]

/** Whether another's rule, like Docker's, does it for the whole subnet. */
function masqueraded({ firewall }: Facts, subnet: Cidr): boolean {
  return (firewall?.others[subnet.family] ?? []).some((line) => {
    const from = /^nat -A POSTROUTING -s (\S+) ! -o \S+ -j MASQUERADE$/.exec(line)?.[1]
    if (from === undefined) return false
    const other = parseSubnet(from)
    return other.prefix <= subnet.prefix && overlap(other, subnet)
  })
}
