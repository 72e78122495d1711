import { changeLink } from '../../model/effects.ts'
import { HOST } from '../../model/endpoint.ts'
import { OVS_KERNEL_DATAPATH, type OvsPort } from '../../model/ovs.ts'
import type { Step, Undoing } from '../step.ts'
import { changeOvs, isMarked, marked, vsctl, waitForPort } from './ovs.ts'

/** Makes an interface of the host's a port of an Open vSwitch bridge (ovs-vsctl(8), add-port). */
export function addOvsPort(port: OvsPort & { readonly mark: string }): Step {
  const { name, bridge, tag, mark } = port
  return {
    in: HOST,
    run: [
      vsctl(
        ...['add-port', bridge, name, ...(tag === undefined ? [] : [`tag=${tag}`])],
        ...['--', 'set', 'Interface', name, marked(mark)],
      ),
      waitForPort(name),
    ],
    effect: (facts) => {
      const known = changeOvs(facts, ({ ports }) => ({ ports: [...ports, port] }))
      const own = facts.ovs?.bridges.find((one) => one.name === bridge)
      return own?.datapath === 'system'
        ? changeLink(known, HOST, name, { master: OVS_KERNEL_DATAPATH })
        : known
    },
    why: 'Make its end in the host a port of the Open vSwitch bridge',
    undo: deleteOvsPort(port, 'Take the port out of the bridge again'),
  }
}

/** Takes a port of ctnet's out of the database, where it would stay without an interface; ovs-vswitchd is not waited for. */
export const deleteOvsPort = ({ name, bridge, mark = '' }: OvsPort, why: string): Undoing => ({
  in: HOST,
  run: [vsctl('--no-wait', '--if-exists', 'del-port', bridge, name)],
  effect: (facts) => {
    const known = changeOvs(facts, ({ ports }) => ({ ports: ports.filter((port) => port.name !== name) }))
    return changeLink(known, HOST, name, { master: undefined })
  },
  why,
  guard: isMarked('Interface', name, mark),
})
