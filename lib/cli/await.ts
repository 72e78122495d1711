import { LinkMonitor } from '../host/link-monitor.ts'
import { type Awaited, linksOf, type ReadyInterface, readyInterface } from '../host/ready.ts'
import type { Endpoint } from '../model/endpoint.ts'
import { CtnetError, EXIT } from '../model/error.ts'
import { counted } from '../model/text.ts'
import { resolve, watch } from '../runtimes/resolve.ts'
import { Changes } from './changes.ts'
import type { Globals } from './globals.ts'

/** Seconds, where nobody said otherwise. */
const DEFAULT_TIMEOUT = 60

type Waiting = Pick<Globals, 'runtime' | 'timeout'>

/** Waits until the container is there and runs. @throws exit 8 */
export const awaitContainer = (container: string, waiting: Waiting): Promise<Endpoint> =>
  until(container, waiting, () => resolve(container, waiting.runtime))

/** Waits until the container has that interface, or any but lo, up and addressed. @throws exit 8 */
export async function awaitInterface(
  container: string,
  awaited: Awaited,
  waiting: Waiting,
): Promise<ReadyInterface & { readonly endpoint: Endpoint }> {
  const monitor = new LinkMonitor()
  const attempt = async (changed: () => void) => {
    let endpoint: Endpoint | undefined
    try {
      endpoint = await resolve(container, waiting.runtime)
      return { ...readyInterface(await linksOf(endpoint), endpoint.name, awaited), endpoint }
    } catch (error) {
      if (endpoint === undefined) monitor.stop()
      else monitor.follow(endpoint, changed)
      throw error
    }
  }
  try {
    return await until(container, waiting, attempt)
  } finally {
    monitor.stop()
  }
}

/**
 * Tries at once, and again at each change, while waiting may help: what isn't there may come, all else is an error now
 * as later. @throws exit 8, which says what was missing last
 */
async function until<T>(
  container: string,
  { runtime, timeout = DEFAULT_TIMEOUT }: Waiting,
  attempt: (changed: () => void) => Promise<T>,
): Promise<T> {
  const deadline = performance.now() + timeout * 1000
  const changes = new Changes()
  let stop: (() => void) | undefined
  try {
    for (;;) {
      try {
        return await attempt(changes.note)
      } catch (error) {
        if (!mayPass(error, stop !== undefined)) throw error
        if (stop === undefined) {
          stop = watch(container, runtime, changes.note)
          continue
        }
        if (!(await changes.next(deadline))) throw tooLate(container, timeout, error)
      }
    }
  } finally {
    stop?.()
    changes.stop()
  }
}

/** Whether waiting may help; an engine that has answered before is being restarted. */
const mayPass = (error: unknown, begun: boolean): error is CtnetError =>
  error instanceof CtnetError &&
  (error.exit === EXIT.notFound || (begun && error.code === 'engine-unreachable'))

const tooLate = (container: string, timeout: number, { message, hint }: CtnetError) =>
  new CtnetError(
    'timeout',
    'not-ready',
    `${container} was not ready in ${counted(timeout, 'second')}: ${message}`,
    {
      hint: [hint, 'or wait longer: --timeout SECONDS'].filter(Boolean).join('; '),
    },
  )
