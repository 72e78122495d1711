import { statSync } from 'node:fs'
import { type Endpoint, parseEndpoint } from '../model/endpoint.ts'
import { CtnetError, EXIT } from '../model/error.ts'
import type { Facts } from '../model/facts.ts'
import { listed, quoted } from '../model/text.ts'
import { docker } from './docker.ts'
import { host } from './host.ts'
import { netns } from './netns.ts'
import { pid } from './pid.ts'
import type { Runtime } from './runtime.ts'

/** All runtimes, in the order in which a bare name is looked up. */
const RUNTIMES: readonly Runtime[] = [docker, netns, pid, host]

/** Those in which a bare name is looked up: a process's number or `host` must be said in full. */
const SEARCHED = RUNTIMES.filter((runtime) => runtime !== pid && runtime !== host)

const runtimeNames = RUNTIMES.map(({ name }) => name)

/**
 * Finds a container as it was written on the command line. A bare name is looked up in every runtime; found twice, in
 * two different namespaces, it is ambiguous. @throws exit 2 (ambiguous, malformed), 3 (not found, not running)
 */
export async function resolve(text: string, preferred?: string): Promise<Endpoint> {
  const { runtime, name } = parseEndpoint(text, runtimeNames, preferred)
  const searched = runtime === undefined ? SEARCHED : RUNTIMES.filter((one) => one.name === runtime)
  if (searched.length === 0) throw unknownRuntime(runtime ?? '')
  const looked = await Promise.allSettled(searched.map((one) => one.find(name)))
  const found = distinct(looked.flatMap((one) => (one.status === 'fulfilled' ? (one.value ?? []) : [])))
  const [first, second] = found
  if (first === undefined) {
    // What one runtime can't tell matters only if no other knows the name.
    throw looked.find((one) => one.status === 'rejected')?.reason ?? notFound(name, searched)
  }
  if (second === undefined) return first
  const spellings = found.map((one) => `${one.runtime}:${one.name}`)
  throw new CtnetError('usage', 'ambiguous', `there is more than one ${quoted(name)}`, {
    hint: `say which: ${listed(spellings, 'or')}`,
  })
}

/** The same namespace may be known by two names, as after `ctnet netns link`; the first one counts. */
function distinct(endpoints: readonly Endpoint[]): Endpoint[] {
  const inode = ({ path }: Endpoint) => statSync(path, { throwIfNoEntry: false })?.ino
  const seen = new Set<number | undefined>()
  return endpoints.filter((endpoint) => {
    const own = inode(endpoint)
    if (own !== undefined && seen.has(own)) return false
    seen.add(own)
    return true
  })
}

const notFound = (name: string, searched: readonly Runtime[]) =>
  new CtnetError('notFound', 'no-container', `there is no container ${quoted(name)}`, {
    hint: `see what there is: ${listed(
      searched.map((runtime) => runtime.absence()),
      'or',
    )}`,
  })

const unknownRuntime = (runtime: string) =>
  new CtnetError('usage', 'no-runtime', `there is no runtime ${quoted(runtime)}`, {
    hint: `the runtimes are ${listed(runtimeNames)}`,
  })

/** Every container that runs, each namespace once; an engine that doesn't answer has none. */
export const listAll = async (): Promise<Endpoint[]> =>
  distinct((await Promise.all(RUNTIMES.map((runtime) => unlessMissing(runtime.list())))).flat())

/** The addresses that engines gave away. */
export const allClaims = async (): Promise<Facts['claims']> =>
  (await Promise.all(RUNTIMES.map((runtime) => unlessMissing(runtime.claims?.())))).flat()

const unlessMissing = async <T>(asked: Promise<readonly T[]> | undefined): Promise<readonly T[]> => {
  try {
    return (await asked) ?? []
  } catch (error) {
    if (error instanceof CtnetError && error.exit === EXIT.missing) return []
    throw error
  }
}
