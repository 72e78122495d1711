import type { Place } from '../../model/endpoint.ts'
import { changeSpace } from '../../model/facts.ts'
import type { Command, LinkRef, Step } from '../step.ts'

export interface SysctlChange {
  readonly in: Place
  /** Below /proc/sys, with slashes: a dotted key breaks on an interface called `eth0.5`. */
  readonly path: string
  readonly value: string
  /** What it was. */
  readonly before: string
  /** The interface that it belongs to, if any. */
  readonly on?: LinkRef
}

/** Sets a kernel parameter (sysctl(8), ip-sysctl of the kernel's documentation). */
export function setSysctl({ in: place, path, value, before, on }: SysctlChange, why: string): Step {
  const set = (to: string): { run: readonly Command[]; effect: Step['effect'] } => ({
    run: [{ kind: 'sysctl', path, value: to }],
    effect: (facts) => changeSpace(facts, place, ({ sysctls }) => ({ sysctls: { ...sysctls, [path]: to } })),
  })
  return {
    in: place,
    ...set(value),
    why,
    undo: {
      in: place,
      ...set(before),
      why: 'Set it back to what it was',
      guard: { kind: 'sysctl', in: place, path, value },
    },
    ...(on && { on }),
  }
}
