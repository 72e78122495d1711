import { HOST } from '../../model/endpoint.ts'
import { changeLink, type Facts } from '../../model/facts.ts'
import { OVS_KERNEL_DATAPATH, type Ovs, type OvsPort } from '../../model/ovs.ts'
import type { Command, Step, Undoing } from '../step.ts'

/** Seconds that Open vSwitch may take to do it; without an end, ovs-vsctl waits until ovs-vswitchd is there. */
const WAIT = 5

const vsctl = (...args: readonly string[]): Command & { kind: 'exec' } => ({
  kind: 'exec',
  argv: ['ovs-vsctl', `--timeout=${WAIT}`, ...args],
})

/** A column of ctnet's own, its value in quotes, since it may be any text (ovs-vsctl(8), External Identifiers). */
const marked = (mark: string): string => `external_ids:ctnet=${JSON.stringify(mark)}`

const changeOvs = (facts: Facts, change: (ovs: Ovs) => Partial<Ovs>): Facts => {
  const ovs = facts.ovs ?? { bridges: [], ports: [] }
  return { ...facts, ovs: { ...ovs, ...change(ovs) } }
}

/**
 * Makes an interface of the host's a port of an Open vSwitch bridge (ovs-vsctl(8), add-port). It ends well also where
 * ovs-vswitchd couldn't do it, so the port's number is waited for.
 */
export function addOvsPort(port: OvsPort & { readonly mark: string }): Step {
  const { name, bridge, tag, mark } = port
  return {
    in: HOST,
    run: [
      vsctl(
        ...['add-port', bridge, name, ...(tag === undefined ? [] : [`tag=${tag}`])],
        ...['--', 'set', 'Interface', name, marked(mark)],
      ),
      vsctl('wait-until', 'Interface', name, 'ofport>0'),
    ],
    effect: (facts) => {
      const own = facts.ovs?.bridges.find((one) => one.name === bridge)
      const known = changeOvs(facts, ({ ports }) => ({ ports: [...ports, port] }))
      return own?.datapath === 'system'
        ? changeLink(known, HOST, name, { master: OVS_KERNEL_DATAPATH })
        : known
    },
    why: 'Make its end in the host a port of the Open vSwitch bridge',
    undo: deleteOvsPort(port, 'Take the port out of the bridge again'),
  }
}

/** Takes a port of ctnet's out of its bridge's database, where it would stay without an interface; ovs-vswitchd is not waited for. */
export function deleteOvsPort({ name, bridge, mark = '' }: OvsPort, why: string): Undoing {
  return {
    in: HOST,
    run: [vsctl('--no-wait', '--if-exists', 'del-port', bridge, name)],
    effect: (facts) => {
      const known = changeOvs(facts, ({ ports }) => ({ ports: ports.filter((port) => port.name !== name) }))
      return changeLink(known, HOST, name, { master: undefined })
    },
    why,
    guard: {
      kind: 'prints',
      in: HOST,
      argv: [
        ...vsctl('--bare', '--columns=name', 'find', 'Interface').argv,
        ...[`name=${JSON.stringify(name)}`, marked(mark)],
      ],
    },
  }
}
