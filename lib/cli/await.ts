import { LinkMonitor } from '../host/link-monitor.ts'
import { type Awaited, linksOf, type ReadyInterface, readyInterface } from '../host/ready.ts'
import type { Endpoint } from '../model/endpoint.ts'
import { CtnetError, EXIT } from '../model/error.ts'
import { resolve, watch } from '../runtimes/resolve.ts'
import type { Globals } from './globals.ts'

/** Seconds, where nobody said otherwise. */
const DEFAULT_TIMEOUT = 60

/** An event may come before what it tells of: `ip netns add` mounts what it has named. Looked at again after so many ms. */
const ECHOES = [50, 250, 1000]

/** Milliseconds after which it is looked at again without an event. */
const SLOWLY = 10_000

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
  new CtnetError('timeout', 'not-ready', `${container} was not ready in ${timeout} seconds: ${message}`, {
    hint: [hint, 'or wait longer: --timeout SECONDS'].filter(Boolean).join('; '),
  })

/** Whether something changed since it was last asked; several changes at once are one. */
class Changes {
  #noted = false
  #wake = () => {}
  #echoes: readonly NodeJS.Timeout[] = []

  readonly note = (): void => {
    this.stop()
    this.#echoes = ECHOES.map((after) => setTimeout(this.#look, after))
    this.#look()
  }

  readonly #look = (): void => {
    this.#noted = true
    this.#wake()
  }

  /** Waits for a change, or for the time to look anyhow; false when the deadline has come. */
  async next(deadline: number): Promise<boolean> {
    const left = deadline - performance.now()
    if (left > 0 && !this.#noted) {
      await new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, Math.min(left, SLOWLY))
        this.#wake = () => {
          clearTimeout(timer)
          resolve()
        }
      })
    }
    this.#noted = false
    return performance.now() < deadline
  }

  stop(): void {
    for (const echo of this.#echoes) clearTimeout(echo)
  }
}
