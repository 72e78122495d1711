import { type Family, familyOf } from '../model/address.ts'
import { type Endpoint, HOST, placeOf } from '../model/endpoint.ts'
import { type Facts, linkOf, spaceOf } from '../model/facts.ts'
import {
  FAMILIES,
  forwardingRecord,
  isForwarding,
  isForwardingNeeded,
  type KeptForwarding,
  keptForwarding,
} from '../model/forwarding.ts'
import { listed } from '../model/text.ts'
import { after, type Plan, stepsOf } from '../plan/plan.ts'
import type { Step } from '../plan/step.ts'
import { setFile } from '../plan/steps/file.ts'
import { lostBySwitching, setForwarding } from '../plan/steps/forwarding.ts'
import { setSysctl } from '../plan/steps/sysctl.ts'
import { isForwardingAsked } from './policy-forwarding.ts'

/** A router ignores router advertisements, unless it is told to take them all the same (ip-sysctl, accept_ra). */
const [ROUTERS_DONT, ALL_THE_SAME] = ['1', '2']
const acceptRa = (name: string): string => `net/ipv6/conf/${name}/accept_ra`

/** Switches forwarding on, and keeps what was before, so that it can be put back. */
export function switchOn(facts: Facts, family: Family, by: KeptForwarding['by']): readonly Step[] {
  const stale = switchOff(facts, family)
  const clear = after(facts, stale)
  const { sysctls } = spaceOf(clear, HOST)
  const advertised = family === 6 ? advertisedLinks(clear) : []
  const before = {
    ...lostBySwitching(clear, family),
    ...Object.fromEntries(advertised.map((name) => [acceptRa(name), ROUTERS_DONT])),
  }
  return [
    ...stale,
    keep(clear, family, { by, before }, 'Keep what was before, to put it back'),
    // First, or the kernel throws the route away.
    ...advertised.map((name) =>
      setSysctl(
        {
          in: HOST,
          path: acceptRa(name),
          value: ALL_THE_SAME,
          before: sysctls[acceptRa(name)] ?? ROUTERS_DONT,
        },
        `Keep on taking the default route from router advertisements on ${name}: a router ignores them otherwise`,
      ),
    ),
    setForwarding(clear, family, '1', `Let the host forward IP packets (IPv${family})`),
  ]
}

/** The interfaces that the host takes a default route by router advertisements on, as long as it is no router. */
const advertisedLinks = (facts: Facts): readonly string[] => {
  const { routes, sysctls } = spaceOf(facts, HOST)
  const devices = routes
    .filter(({ to, family, protocol }) => to === 'default' && family === 6 && protocol === 'ra')
    .map(({ dev }) => dev)
  return [...new Set(devices)].filter((name) => sysctls[acceptRa(name)] === ROUTERS_DONT)
}

/** Makes it known who switched it on. */
export function keep(facts: Facts, family: Family, kept: KeptForwarding, why: string): Step {
  const { path, text } = forwardingRecord(facts, family)
  return setFile({ path, before: text, after: `${JSON.stringify(kept)}\n`, alone: true }, why)
}

/** Switches forwarding off, if it is on, and puts back what ctnet kept of the time before. */
export function switchOff(facts: Facts, family: Family): readonly Step[] {
  const { path, text } = forwardingRecord(facts, family)
  const steps: Step[] = isForwarding(facts, family)
    ? [setForwarding(facts, family, '0', `Let the host forward no IP packets (IPv${family})`)]
    : []
  for (const [setting, value] of Object.entries(keptForwarding(facts, family)?.before ?? {})) {
    const now = nowOf(after(facts, steps), setting)
    if (now === undefined || now === value) continue
    steps.push(setSysctl({ in: HOST, path: setting, value, before: now }, 'Put it back as it was before'))
  }
  if (text === undefined) return steps
  return [
    ...steps,
    setFile({ path, before: text, after: undefined, alone: true }, 'Forget what was before: it is so again'),
  ]
}

/** What a setting that is to be put back is now; nothing if its interface is gone, or somebody else has set it since. */
function nowOf(facts: Facts, path: string): string | undefined {
  const [, name = '', key] = /^net\/ipv[46]\/conf\/(.+)\/(\w+)$/.exec(path) ?? []
  const now = spaceOf(facts, HOST).sysctls[path]
  if (!['all', 'default'].includes(name) && linkOf(facts, HOST, name) === undefined) return undefined
  // An interface that isn't listed is as the switch is, which is off.
  if (key === 'forwarding') return now ?? '0'
  return key === 'accept_ra' && now !== ALL_THE_SAME ? undefined : now
}

/** What somebody's packets ask of the host. */
export interface Demand {
  readonly build: readonly Step[]
  readonly notes: readonly string[]
}

/** Switches on what a container needs whose gateways are the host itself, where that is off. */
export function forwardFor(facts: Facts, container: string, gateways: readonly string[]): Demand {
  const own = new Set(spaceOf(facts, HOST).links.flatMap(({ addresses }) => addresses.map(({ ip }) => ip)))
  const families = gateways.filter((gateway) => own.has(gateway)).map(familyOf)
  return demandForwarding(facts, families, `${container}'s way out leads through the host`)
}

/** The same for what a DHCP server gave an interface of the container's. */
export function forwardForLease(
  facts: Facts,
  container: Pick<Endpoint, 'runtime' | 'name'>,
  link: string,
): Plan<undefined> {
  const gateways = spaceOf(facts, placeOf(container)).routes.flatMap(({ family, to, dev, via }) =>
    family === 4 && to === 'default' && dev === link ? (via ?? []) : [],
  )
  return { ...forwardFor(facts, container.name, gateways), finish: [], result: undefined }
}

/** Switches on what is off of these families, on demand. */
export function demandForwarding(facts: Facts, wanted: readonly Family[], why: string): Demand {
  const families = FAMILIES.filter((one) => wanted.includes(one) && isForwarding(facts, one) === false)
  const build: Step[] = []
  for (const family of families) build.push(...switchOn(after(facts, build), family, 'attach'))
  if (build.length === 0) return { build, notes: [] }
  return {
    build,
    notes: [`${forwardingText(families)} is on now: ${why}; it goes off again when nobody needs it`],
  }
}

const forwardingText = (families: readonly Family[]): string =>
  `${listed(families.map((family) => `IPv${family}`))} forwarding`

const isNeeded = (facts: Facts, family: Family): boolean =>
  isForwardingNeeded(facts, family) || isForwardingAsked(facts, family)

/**
 * A recipe that, at its end, switches forwarding off that was switched on for containers, if none needs it once its own
 * plan is through: the last one was detached, or is gone.
 */
export const forwardingLast =
  <R, More extends unknown[]>(recipe: (facts: Facts, ...more: More) => Plan<R>) =>
  (facts: Facts, ...more: More): Plan<R> => {
    const plan = recipe(facts, ...more)
    const families = FAMILIES.filter((family) => keptForwarding(facts, family)?.by === 'attach')
    if (families.length === 0) return plan
    const build: Step[] = []
    const off: Family[] = []
    const done = after(facts, stepsOf(plan))
    for (const family of families) {
      if (keptForwarding(done, family)?.by !== 'attach' || isNeeded(done, family)) continue
      build.push(...switchOff(after(done, build), family))
      if (isForwarding(done, family)) off.push(family)
    }
    if (build.length === 0) return plan
    const notes = off.length === 0 ? [] : [`${forwardingText(off)} is off again: nobody needs it`]
    return { ...plan, build: [...plan.build, ...build], notes: [...plan.notes, ...notes] }
  }
