/** An event may come before what it tells of: `ip netns add` mounts what it has named. Looked at again after so many ms. */
const ECHOES = [50, 250, 1000]

/** Milliseconds after which it is looked at again without an event. */
const SLOWLY = 10_000

/** Whether something changed since it was last asked; several changes at once are one. */
export class Changes {
  #noted = false
  #wake = () => {}
  #echoes: readonly NodeJS.Timeout[] = []

  readonly note = (): void => {
    this.stop()
    this.#echoes = ECHOES.map((after) => setTimeout(this.look, after))
    this.look()
  }

  /** Lets whoever waits look now. */
  readonly look = (): void => {
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
