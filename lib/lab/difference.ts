import type { Step } from '../plan/step.ts'

/** Something of a lab's that is not as it should be. */
export interface Difference {
  /** A node, an interface, a cable or a bridge: `r1`, `r1:eth0`, `r1:eth0 r2:eth1`. */
  readonly of: string
  /** `surplus`: the lab has it no more. */
  readonly is: 'missing' | 'differs' | 'surplus'
  /** How it differs, in a sentence without its subject. */
  readonly how?: string
}

/** Differences, and what ends them. */
export interface Part {
  readonly differences: readonly Difference[]
  readonly build: readonly Step[]
  readonly finish: readonly Step[]
}

/** Gathers both. */
export class Gathering implements Part {
  readonly differences: Difference[] = []
  readonly build: Step[] = []
  readonly finish: Step[] = []

  /** A difference that needs no other step than these. */
  differs(of: string, how: string, ...steps: readonly Step[]): void {
    this.differences.push({ of, is: 'differs', how })
    this.build.push(...steps)
  }

  add({ differences, build, finish }: Part): void {
    this.differences.push(...differences)
    this.build.push(...build)
    this.finish.push(...finish)
  }
}
