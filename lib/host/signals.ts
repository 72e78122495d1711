/** The signals that ask a program to end, with the exit code that says so: 128 and the signal's number. */
export const EXIT_OF = { SIGHUP: 129, SIGINT: 130, SIGTERM: 143 } as const

export type CaughtSignal = keyof typeof EXIT_OF

const SIGNALS = Object.keys(EXIT_OF) as CaughtSignal[]

export interface CaughtSignals {
  /** The first one that came. */
  readonly caught: CaughtSignal | undefined
  release(): void
}

/** Until released, a signal that would end the process is only noted, and told. */
export function catchSignals(onFirst: () => void): CaughtSignals {
  const state: { caught: CaughtSignal | undefined } = { caught: undefined }
  const note = (signal: NodeJS.Signals) => {
    if (state.caught !== undefined) return
    state.caught = signal as CaughtSignal
    onFirst()
  }
  for (const signal of SIGNALS) process.on(signal, note)
  return {
    get caught() {
      return state.caught
    },
    release: () => {
      for (const signal of SIGNALS) process.off(signal, note)
    },
  }
}
