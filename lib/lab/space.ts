import type { Facts } from '../model/facts.ts'
import { markNamespace } from '../plan/steps/namespace.ts'
import { Gathering, type Part } from './difference.ts'
import { bridge } from './space/bridge.ts'
import type { SpaceChange } from './space/change.ts'
import { endPart, gone, impairing } from './space/end.ts'
import { hiding } from './space/hiding.ts'
import { loopback } from './space/loopback.ts'
import { routes, staleRoutes } from './space/routes.ts'
import { settings } from './space/settings.ts'

/**
 * What is to be done in one namespace once its cables are there: settings first, then all that `ip` does in one batch, then
 * impairments. Only what the lab gave before, and has no more, is taken away.
 */
export function spacePart(facts: Facts, change: SpaceChange): Part {
  const { wanted, isNew } = change
  const part = new Gathering()
  part.add(settings(facts, change))
  if (isNew && wanted.namespace !== undefined) part.build.push(markNamespace(wanted.namespace))
  part.add(loopback(facts, change))
  part.add(bridge(facts, change))
  // With the last of its addresses the kernel takes an interface's routes.
  const moved = new Set(
    wanted.ends.filter((end) => gone(facts, change, end).length > 0).map(({ name }) => name),
  )
  part.add(staleRoutes(facts, change, moved))
  for (const end of wanted.ends) part.add(endPart(facts, change, end))
  part.add(routes(facts, change, moved))
  part.add(hiding(facts, change))
  for (const end of wanted.ends) part.add(impairing(facts, change, end))
  // What is wrong with a new node goes without saying.
  return isNew ? { ...part, build: part.build, finish: part.finish, differences: [] } : part
}
