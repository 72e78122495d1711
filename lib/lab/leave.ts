import { HOST } from '../model/endpoint.ts'
import { type Facts, spaceOf } from '../model/facts.ts'
import type { LabState } from '../model/lab-state.ts'
import { after } from '../plan/plan.ts'
import { setSysctl } from '../plan/steps/sysctl.ts'
import { forgetInContainer } from './container-names.ts'
import { Gathering, type Part } from './difference.ts'
import { stoppedServices } from './programs.ts'
import { sameValue } from './space/settings.ts'
import { spacePart } from './space.ts'
import type { Wanted, WantedSpace } from './wanted.ts'

/** Whether it is a container that was there before the lab. */
export const isGiven = ({ place, namespace, container }: WantedSpace): boolean =>
  place !== HOST && (namespace ?? container) === undefined

type Was = NonNullable<LabState['was']>

/** What kernel parameters that the lab sets were in containers that were there, when it came to them. */
export function wereBefore(facts: Facts, { spaces }: Wanted, known: Was = {}): Was {
  const found = spaces.flatMap((space) => {
    const paths = isGiven(space) && facts.spaces[space.place] !== undefined ? Object.keys(space.sysctls) : []
    const { sysctls } = spaceOf(facts, space.place)
    const values = paths.flatMap((path) => {
      const value = known[space.place]?.[path] ?? sysctls[path]
      return value === undefined ? [] : [[path, value.trim()] as const]
    })
    return values.length === 0 ? [] : [[space.place, Object.fromEntries(values)] as const]
  })
  return Object.fromEntries(found)
}

/** Takes out of containers that were there, and stay, what the lab put into them; cables and ways out of the lab aside. */
export function leaveContainers(
  facts: Facts,
  old: Wanted,
  spaces: readonly WantedSpace[],
  was: Was = {},
): Part {
  const part = new Gathering()
  for (const space of spaces) {
    if (!isGiven(space) || facts.spaces[space.place] === undefined) continue
    part.build.push(
      ...stoppedServices(old.lab, space),
      ...forgetInContainer(facts, old.lab, space),
      ...settingsBack(facts, space, was[space.place] ?? {}),
    )
    const { build, finish } = spacePart(after(facts, part.build), {
      wanted: nothingOf(space),
      before: space,
      isNew: false,
      laid: new Map(),
    })
    part.build.push(...build)
    part.finish.push(...finish)
  }
  return part
}

function nothingOf({ bridge: _, ...space }: WantedSpace): WantedSpace {
  return { ...space, sysctls: {}, ends: [], loopback: [], nat: [], routes: [] }
}

/** One that somebody has changed since stays. */
function settingsBack(facts: Facts, { place, sysctls }: WantedSpace, was: Readonly<Record<string, string>>) {
  const now = spaceOf(facts, place).sysctls
  return Object.entries(sysctls).flatMap(([path, value]) => {
    const before = was[path]
    if (before === undefined || sameValue(before, value) || !sameValue(now[path], value)) return []
    return [setSysctl({ in: place, path, value: before, before: value }, 'Set it as it was before the lab')]
  })
}
