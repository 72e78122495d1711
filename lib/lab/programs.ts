import type { Facts } from '../model/facts.ts'
import { IMAGE_RUNTIMES, type LaidLab } from '../model/lab.ts'
import type { Step } from '../plan/step.ts'
import { type ContainerService, startInContainer } from '../plan/steps/container-service.ts'
import { removeHosts, writeHosts } from '../plan/steps/node-hosts.ts'
import { awaitServices, runOnce, type Service, startService, stopService } from '../plan/steps/service.ts'
import { namesAnew } from './container-names.ts'
import { Gathering, type Part } from './difference.ts'
import { namespaceOf, nodeFacts } from './names.ts'
import { addressesOf } from './reach.ts'
import type { Wanted, WantedSpace } from './wanted.ts'

/** What every node calls every other one: by its name and its other names, at one address of each family. */
export const hostsText = (lab: LaidLab): string =>
  [
    '127.0.0.1 localhost',
    '::1 localhost ip6-localhost ip6-loopback',
    ...Object.entries(lab.nodes).flatMap(([node, { names = [] }]) =>
      addressesOf(lab, node).map((ip) => [ip, node, ...names].join(' ')),
    ),
    '',
  ].join('\n')

const namespacesOf = (spaces: readonly WantedSpace[]): string[] =>
  spaces.flatMap(({ namespace }) => namespace?.name ?? [])

/** The names of nodes, where they are not what they were, and for nodes that have never heard them. */
export function namesSteps({ lab, spaces }: Wanted, old: Wanted | undefined): Step[] {
  const [text, before] = [hostsText(lab), old && hostsText(old.lab)]
  const known = new Set(old?.spaces.map(({ place }) => place))
  const had = namespacesOf(spaces.filter(({ place }) => known.has(place)))
  const fresh = namespacesOf(spaces.filter(({ place }) => !known.has(place)))
  return [
    ...(had.length === 0 || text === before ? [] : [writeHosts(had, text, before)]),
    ...(fresh.length === 0 ? [] : [writeHosts(fresh, text)]),
  ]
}

/** Takes the names away from nodes that go. */
export function forgetNames(spaces: readonly WantedSpace[]): Step[] {
  const gone = namespacesOf(spaces)
  return gone.length === 0 ? [] : [removeHosts(gone)]
}

/** Nothing of a container whose runtime starts no programs in it. */
function servicesOf(lab: LaidLab, space: WantedSpace): readonly (Service | ContainerService)[] {
  const { node, place, namespace } = space
  const texts = lab.nodes[node]?.services ?? []
  const services = texts.map((text, index) => ({ namespace: namespaceOf(lab.name, node), index, text }))
  if (namespace !== undefined) return services
  const [name, runtime] = [
    place.slice(place.indexOf(':') + 1),
    IMAGE_RUNTIMES.find((one) => place.startsWith(`${one}:`)),
  ]
  return runtime === undefined ? [] : services.map((one) => ({ ...one, container: { runtime, name } }))
}

/** Whether all the services of a node can be started. */
export const isServed = (lab: LaidLab, space: WantedSpace): boolean =>
  servicesOf(lab, space).length === (lab.nodes[space.node]?.services ?? []).length

const start = (service: Service | ContainerService): Step =>
  'container' in service ? startInContainer(service) : startService(service)

/** What nodes run when their network is there: their services, then what is to be run once. */
export function programsPart(
  facts: Facts,
  { lab, spaces }: Wanted,
  old: Wanted | undefined,
  isNew: ReadonlySet<string>,
): Part {
  const part = new Gathering()
  const started: Service[] = []
  for (const space of spaces) {
    const { node, place } = space
    const services = servicesOf(lab, space)
    const before = old?.spaces.find((one) => one.place === place)
    if (before !== undefined && !isNew.has(place)) {
      const changed = changedServices(
        facts,
        services,
        old === undefined ? [] : servicesOf(old.lab, space),
        lab,
        node,
      )
      part.add(changed)
      started.push(...changed.started)
      continue
    }
    const once = lab.nodes[node]?.exec ?? []
    started.push(...services)
    part.build.push(
      ...services.map(start),
      ...once.map((text) => runOnce([...entering(place), 'sh', '-c', text], node)),
    )
  }
  if (started.length > 0) part.build.push(awaitServices(started))
  return part
}

/** What containers that were started anew had besides their networks: the names of the nodes, and their services. */
export const startedAnew = ({ lab }: Wanted, spaces: readonly WantedSpace[]): Step[] =>
  spaces.flatMap((space) => [...namesAnew(lab, space), ...servicesOf(lab, space).map(start)])

/** Ends a node's services; taken back, they are started again. */
export const stoppedServices = (lab: LaidLab, space: WantedSpace): Step[] =>
  servicesOf(lab, space).map(stopping)

/** Of a node that stays: services that are others than before, and those that have ended. */
function changedServices(
  facts: Facts,
  services: readonly Service[],
  before: readonly Service[],
  lab: LaidLab,
  node: string,
): Part & { readonly started: readonly Service[] } {
  const part = new Gathering()
  if (JSON.stringify(before) !== JSON.stringify(services)) {
    part.differs(node, 'runs other services', ...before.map(stopping), ...services.map(start))
    return { ...part, started: services }
  }
  const ended = new Set(nodeFacts(facts, lab, node)?.ended)
  const started = services.filter(({ index }) => ended.has(index))
  for (const service of started) part.differs(node, `no longer runs ${service.text}`, start(service))
  return { ...part, started }
}

/** One that is stopped on the way to another is started again if that fails. */
function stopping(service: Service): Step {
  const { guard, ...stop } = stopService(service)
  return { ...stop, undo: { ...start(service), guard: { ...guard, says: 'no' } as typeof guard } }
}

/** How a program gets into a node: its files are the node's own, where it has any. */
function entering(place: string): readonly string[] {
  const [runtime = '', name = ''] = [place.slice(0, place.indexOf(':')), place.slice(place.indexOf(':') + 1)]
  return runtime === 'netns' ? ['ip', 'netns', 'exec', name] : [runtime, 'exec', name]
}

/** Ends the services of nodes that go. */
export const endServices = (lab: LaidLab, spaces: readonly WantedSpace[]): Step[] =>
  spaces.flatMap((space) => servicesOf(lab, space).map(stopService))
