import { HOST } from '../model/endpoint.ts'
import { type Facts, linkOf } from '../model/facts.ts'
import {
  keptPolicies,
  madeSettings,
  type Owner,
  ownerState,
  ownersOf,
  type Policy,
  policiesOf,
  withPolicies,
} from '../model/policy.ts'
import { after, type Plan } from '../plan/plan.ts'
import type { Step } from '../plan/step.ts'
import { setFile } from '../plan/steps/file.ts'
import { setRules } from '../plan/steps/firewall.ts'
import { followNames } from './dns-follow.ts'
import { nameServers } from './link-names.ts'
import { rulesOf } from './policy-rules.ts'
import { isOn, isSame, settingsOf, turn } from './policy-settings.ts'

const isUnknown = (facts: Facts) => (owner: Owner) => ownerState(facts, owner) === 'unknown'

/**
 * Asks for these policies, and makes them so wherever they aren't: the rules, what bridges and their ports must do for
 * them, and the names by which servers are known.
 */
export function changePolicies(facts: Facts, policies: readonly Policy[], why: string): readonly Step[] {
  const asked = withPolicies(facts, policies)
  const needed = settingsOf(asked)
  const made = madeSettings(facts)
  const come = needed.filter((one) => isOn(facts, one) === false)
  // What is needed where an engine doesn't answer can't be known.
  const isSure = !policies.flatMap(ownersOf).some(isUnknown(facts))
  const gone = isSure ? made.filter((one) => !needed.some((other) => isSame(one, other))) : []
  const stay = made.filter((one) => !gone.includes(one) && !come.some((other) => isSame(one, other)))
  const file = keptPolicies(facts, policies, [...stay, ...come])
  const { firewall } = facts
  const steps = [
    ...(file.before === file.after
      ? []
      : [setFile(file, 'Keep what was asked for: rules follow the addresses that containers have')]),
    ...gone.flatMap((one) => turn(facts, one, false)),
    ...come.flatMap((one) => turn(facts, one, true)),
    ...(firewall === undefined ? [] : setRules({ firewall, rules: rulesOf(asked), why })),
    ...Object.entries(facts.hosts ?? {}).flatMap(([place, files]) => nameServers(asked, place, files)),
  ]
  return [...steps, ...followNames(after(facts, steps)).build]
}

/** Makes what was asked for so, wherever it isn't. */
export const enforce = (facts: Facts, why: string): readonly Step[] =>
  changePolicies(facts, policiesOf(facts), why)

/** What is asked for of containers that are still there, by whatever name, and of bridges that are. */
export const living = (facts: Facts): readonly Policy[] =>
  policiesOf(facts)
    .filter((policy) => {
      if (policy.kind === 'icc') return linkOf(facts, HOST, policy.bridge) !== undefined
      if (policy.kind === 'masquerade')
        return policy.bridge === undefined || linkOf(facts, HOST, policy.bridge) !== undefined
      return ownersOf(policy).every((owner) => ownerState(facts, owner) !== undefined)
    })
    .map((policy) => {
      const called = (owner: Owner) => renamed(facts, owner)
      if (policy.kind === 'link')
        return { ...policy, client: called(policy.client), server: called(policy.server) }
      return 'container' in policy ? { ...policy, container: called(policy.container) } : policy
    })

/** The container under the name that it has now. */
function renamed(facts: Facts, owner: Owner): Owner {
  const beginning = `${owner.runtime}:`
  const place = ownerState(facts, owner)
  return place?.startsWith(beginning) ? { ...owner, name: place.slice(beginning.length) } : owner
}

/** Forgets what has lost its container or bridge, and puts back what somebody removed. */
export function repairPolicies(facts: Facts): Pick<Plan, 'build' | 'notes'> {
  const policies = living(facts)
  const lost = policiesOf(facts).filter(isRuled).length - policies.filter(isRuled).length
  const build = changePolicies(facts, policies, 'Let the firewall follow what is there')
  const missing = missingRules(facts)
  const mute = [
    ...new Set(
      policies
        .flatMap(ownersOf)
        .filter(isUnknown(facts))
        .map(({ runtime, engine }) => (engine === undefined ? runtime : `${runtime} at ${engine}`)),
    ),
  ]
  return {
    build,
    notes: [
      ...(lost > 0 ? ['rules whose container or bridge is gone went with it'] : []),
      ...(missing ? ["somebody had removed rules of ctnet's from the firewall: they are put back"] : []),
      ...followNames(withPolicies(facts, policies)).notes,
      ...mute.map(
        (runtime) => `${runtime} doesn't answer here: what its containers are allowed stays as it is`,
      ),
    ],
  }
}

/** Whether it is more than what a container's own files say, which are gone with it. */
const isRuled = ({ kind }: Policy): boolean => kind !== 'dns'

/** Whether rules are missing that were there when they were made. */
const missingRules = (facts: Facts): boolean => {
  const { firewall } = facts
  if (firewall === undefined) return false
  const has = new Set(firewall.rules.map((rule) => JSON.stringify(rule)))
  return rulesOf(facts).some((rule) => !has.has(JSON.stringify(rule)))
}

/**
 * A recipe that is planned on a firewall that is as it should be, which is the first thing that its plan does, unless it
 * repairs that by itself; and that the firewall follows: what a container has another address of, or what is new on a bridge.
 */
export const policiesAround =
  <R, More extends unknown[]>(recipe: (facts: Facts, ...more: More) => Plan<R>, repairs = false) =>
  (facts: Facts, ...more: More): Plan<R> => {
    if (policiesOf(facts).length === 0 && !missingRules(facts)) return recipe(facts, ...more)
    const first = repairs ? { build: [], notes: [] } : repairPolicies(facts)
    const known = after(facts, first.build)
    const plan = recipe(known, ...more)
    const then = after(known, [...plan.build, ...plan.finish])
    const last = changePolicies(then, living(then), 'Let the firewall follow')
    return {
      ...plan,
      build: [...first.build, ...plan.build, ...last],
      notes: [...first.notes, ...plan.notes],
    }
  }
