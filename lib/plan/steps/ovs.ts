import { HOST } from '../../model/endpoint.ts'
import type { Facts } from '../../model/facts.ts'
import type { Ovs } from '../../model/ovs.ts'
import type { Command, Guard } from '../step.ts'

/** Seconds that Open vSwitch may take to do it; without an end, ovs-vsctl waits until ovs-vswitchd is there. */
const WAIT = 10

const words = (...args: readonly string[]): readonly string[] => ['ovs-vsctl', `--timeout=${WAIT}`, ...args]

export const vsctl = (...args: readonly string[]): Command => ({ kind: 'exec', argv: words(...args) })

/**
 * ovs-vsctl ends well also where ovs-vswitchd couldn't do what the database says; an interface that works has a number.
 */
export const waitForPort = (name: string): Command => vsctl('wait-until', 'Interface', name, 'ofport>0')

/** A column of ctnet's own, its value in quotes, since it may be any text (ovs-vsctl(8), Database Values). */
export const marked = (mark: string): string => `external_ids:ctnet=${JSON.stringify(mark)}`

/** That the record of that name is the one that was marked so. */
export const isMarked = (table: 'Bridge' | 'Interface', name: string, mark: string): Guard => ({
  kind: 'prints',
  in: HOST,
  argv: [
    ...words('--bare', '--columns=name', 'find', table),
    ...[`name=${JSON.stringify(name)}`, marked(mark)],
  ],
})

export const changeOvs = (facts: Facts, change: (ovs: Ovs) => Partial<Ovs>): Facts =>
  facts.ovs === undefined ? facts : { ...facts, ovs: { ...facts.ovs, ...change(facts.ovs) } }
