import { existsSync, realpathSync, statSync } from 'node:fs'
import {
  type Endpoint,
  parseEndpoint,
  parseRuntime,
  RUNTIME_NAMES,
  type RuntimeName,
} from '../model/endpoint.ts'
import { CtnetError, EXIT } from '../model/error.ts'
import type { Facts } from '../model/facts.ts'
import { listed, quoted } from '../model/text.ts'
import { docker } from './docker.ts'
import { host } from './host.ts'
import { givenContainer, missingNode } from './lab-node.ts'
import { lxc } from './lxc.ts'
import { netns } from './netns.ts'
import { nspawn } from './nspawn.ts'
import { pid } from './pid.ts'
import { podman } from './podman.ts'
import type { Runtime } from './runtime.ts'

const BY_NAME: Readonly<Record<RuntimeName, Runtime>> = { docker, podman, netns, lxc, nspawn, pid, host }
const RUNTIMES: readonly Runtime[] = RUNTIME_NAMES.map((name) => BY_NAME[name])

/** Those in which a bare name is looked up: a process's number or `host` must be said in full. */
const SEARCHED = RUNTIMES.filter((runtime) => runtime !== pid && runtime !== host)

/**
 * Finds a container as it was written on the command line. A bare name is looked up in every runtime; found twice, in
 * two different namespaces, it is ambiguous. @throws exit 2 (ambiguous, malformed), 3 (not found, not running), 6 (the runtime isn't there)
 */
export async function resolve(asked: string, preferred?: RuntimeName): Promise<Endpoint> {
  const text = givenContainer(asked) ?? asked
  const { runtime, name } = parseEndpoint(text, preferred)
  const searched = runtimesOf(runtime)
  const looked = await Promise.allSettled(searched.map((one) => one.find(name, runtime !== undefined)))
  const found = distinct(looked.flatMap((one) => (one.status === 'fulfilled' ? (one.value ?? []) : [])))
  const [first, second] = found
  if (first === undefined) {
    // What one runtime can't tell matters only if no other knows the name.
    const failures = looked.flatMap((one) => (one.status === 'rejected' ? [one.reason] : []))
    throw (
      failures.find((error) => !isMute(error)) ?? failures[0] ?? missingNode(text) ?? notFound(text, searched)
    )
  }
  if (second === undefined) return first
  const spellings = found.map((one) => `${one.runtime}:${one.name}`)
  throw new CtnetError('usage', 'ambiguous', `there is more than one ${quoted(name)}`, {
    hint: `say which: ${listed(spellings, 'or')}`,
  })
}

/** Whether the runtime didn't get so far as to know the name. */
const isMute = (error: unknown): boolean =>
  error instanceof CtnetError && (error.exit === EXIT.missing || error.exit === EXIT.denied)

const runtimesOf = (runtime: RuntimeName | undefined): readonly Runtime[] =>
  runtime === undefined ? SEARCHED : [BY_NAME[runtime]]

/**
 * Tells whenever `resolve` may find something else, until what it returns is called. A process's end is nobody's event:
 * whoever waits looks again from time to time.
 */
export function watch(text: string, preferred: RuntimeName | undefined, changed: () => void): () => void {
  return watchEach(runtimesOf(parseEndpoint(text, preferred).runtime), changed)
}

/** Tells whenever any container may have come or gone, until what it returns is called. */
export const watchAll = (changed: () => void): (() => void) => watchEach(RUNTIMES, changed)

function watchEach(runtimes: readonly Runtime[], changed: () => void): () => void {
  const stops = runtimes.map((one) => one.watch?.(changed))
  return () => {
    for (const stop of stops) stop?.()
  }
}

/** The container that a runtime knows by that name or ID. @throws as its `find`: exit 3 where it isn't running, 6 where the runtime isn't there */
export const findBy = (runtime: string, name: string): Promise<Endpoint | undefined> =>
  BY_NAME[parseRuntime(runtime)].find(name, true)

/** Where the engine of that name is asked; nothing for what is no engine. @throws exit 6 where that is no socket of this machine */
export function engineOf(runtime: string): string | undefined {
  const socket = BY_NAME[parseRuntime(runtime)].engine?.()
  return socket !== undefined && existsSync(socket) ? realpathSync(socket) : socket
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
      searched.map((runtime) => runtime.absence()).filter((where) => where !== ''),
      'or',
    )}`,
  })

/**
 * Every container that runs, each namespace once, or those of one runtime. An engine that doesn't answer has none.
 * @throws exit 6 where it is the one that was asked for
 */
export const listAll = async (only?: RuntimeName): Promise<Endpoint[]> => {
  if (only !== undefined) return distinct(await BY_NAME[only].list(true))
  return distinct((await Promise.all(RUNTIMES.map((runtime) => unlessMissing(runtime.list())))).flat())
}

/**
 * The names of all that run, or of what one runtime runs, without a look at each. What can't be asked, or doesn't
 * answer within so many milliseconds, has none.
 */
export async function allNames(
  patience: number,
  only?: RuntimeName,
): Promise<readonly { runtime: RuntimeName; name: string }[]> {
  const asked = RUNTIMES.filter(({ name }) => only === undefined || name === only)
  const answers = asked.map(async (one) => {
    const names = (await one.names?.()) ?? (await one.list()).map(({ name }) => name)
    return names.map((name) => ({ runtime: one.name, name }))
  })
  const late = new Promise<[]>((resolve) => setTimeout(resolve, patience, []).unref())
  const all = await Promise.allSettled(answers.map((one) => Promise.race([one, late])))
  return all.flatMap((one) => (one.status === 'fulfilled' ? one.value : []))
}

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
