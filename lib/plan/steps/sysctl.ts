import type { Family } from '../../model/address.ts'
import { changeSpace } from '../../model/effects.ts'
import type { Place } from '../../model/endpoint.ts'
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

/** A setting of one interface's: of IPv4 or of IPv6, by its file's name in `net/ipvN/conf/IF/`. */
export interface LinkSetting {
  readonly family: Family
  readonly key: string
  readonly value: string
}

/**
 * Sets a parameter of an interface that the plan has made. Nobody observes it, before or afterwards, and it goes with the
 * interface.
 */
export const setOnNewLink = (link: LinkRef, { family, key, value }: LinkSetting, why: string): Step => ({
  in: link.in,
  run: [{ kind: 'sysctl', path: `net/ipv${family}/conf/${link.name}/${key}`, value }],
  effect: (facts) => facts,
  why,
  on: link,
})
