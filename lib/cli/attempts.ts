/** Milliseconds until what failed so many times is tried again. */
const PAUSES = [200, 900, 9000]

interface Failures {
  readonly count: number
  readonly message: string
  readonly again: number
}

/** What failed, so that it is neither tried nor said over and over: a failure is an event, too. */
export class Attempts {
  readonly #failures = new Map<string, Failures>()

  isDue(what: string): boolean {
    return performance.now() >= (this.#failures.get(what)?.again ?? 0)
  }

  succeeded(what: string): void {
    this.#failures.delete(what)
  }

  /** Whether it is new to whoever is told: it failed otherwise before, or not at all. */
  failed(what: string, message: string): boolean {
    const before = this.#failures.get(what)
    const count = (before?.count ?? 0) + 1
    const pause = PAUSES[Math.min(count, PAUSES.length) - 1] ?? 0
    this.#failures.set(what, { count, message, again: performance.now() + pause })
    return before?.message !== message
  }
}
