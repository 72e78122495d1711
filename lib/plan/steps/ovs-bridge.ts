import { withLink, withoutLink } from '../../model/effects.ts'
import { HOST } from '../../model/endpoint.ts'
import type { OvsBridge } from '../../model/ovs.ts'
import type { KnownLink, Step } from '../step.ts'
import { changeOvs, isMarked, marked, vsctl, waitForPort } from './ovs.ts'

const MARK = 'bridge'
/** Bytes: what Open vSwitch gives a bridge that has no ports. */
const MTU = 1500

/** Makes an Open vSwitch bridge, whose own interface has its name (ovs-vsctl(8), add-br; ovs-vswitchd.conf.db(5), Bridge). */
export function addOvsBridge({ name, mac }: KnownLink, datapath: OvsBridge['datapath']): Step {
  return {
    in: HOST,
    run: [
      vsctl(
        ...['add-br', name, '--', 'set', 'Bridge', name],
        ...(datapath === 'system' ? [] : [`datapath_type=${datapath}`]),
        ...[`other_config:hwaddr="${mac}"`, marked(MARK)],
      ),
      waitForPort(name),
    ],
    effect: (facts) =>
      withLink(
        changeOvs(facts, ({ bridges, ports }) => ({
          bridges: [...bridges, { name, datapath }],
          ports: [...ports, { name, bridge: name }],
        })),
        HOST,
        {
          name,
          kind: datapath === 'system' ? 'openvswitch' : 'tun',
          mac,
          mtu: MTU,
          up: false,
          addresses: [],
        },
      ),
    why: 'Make the Open vSwitch bridge',
    undo: {
      in: HOST,
      run: [vsctl('--if-exists', 'del-br', name)],
      effect: (facts) =>
        withoutLink(
          changeOvs(facts, ({ bridges, ports }) => ({
            bridges: bridges.filter((bridge) => bridge.name !== name),
            ports: ports.filter(({ bridge }) => bridge !== name),
          })),
          HOST,
          name,
        ),
      why: 'Delete the bridge again',
      guard: isMarked('Bridge', name, MARK),
    },
    makes: [{ in: HOST, name }],
  }
}
