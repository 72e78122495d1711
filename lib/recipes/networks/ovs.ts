import { isLinkLocal } from '../../model/address.ts'
import { HOST } from '../../model/endpoint.ts'
import { CtnetError } from '../../model/error.ts'
import { type Facts, type Link, linkOf, ovsPortOf } from '../../model/facts.ts'
import { knownInterfaceName } from '../../model/name.ts'
import type { OvsPort } from '../../model/ovs.ts'
import { inHost, type Step } from '../../plan/step.ts'
import { addVeth, linkUp, markLink } from '../../plan/steps/link.ts'
import { checksumInSoftware } from '../../plan/steps/offload.ts'
import { addOvsPort, deleteOvsPort } from '../../plan/steps/ovs-port.ts'
import type { AttachIntent } from '../attach-intent.ts'
import { endsInSight } from '../may-be-others.ts'
import { hostEnd } from './host-end.ts'
import type { Laid, Laying, NetworkKind, Wire } from './kind.ts'
import { behind, macsOn, takenAddresses } from './neighbours.ts'
import { createOvsBridge } from './ovs-create.ts'
import { demandEthtool, demandOvs } from './ovs-lacks.ts'

export interface OvsNetwork {
  readonly kind: 'ovs'
  readonly name: string
}

type Intent = AttachIntent<OvsNetwork>

/** A pair of interfaces, one end of which is a port of an Open vSwitch bridge (ovs-vsctl(8)). */
export const ovs: NetworkKind<OvsNetwork> = {
  kind: 'ovs',
  form: 'ovs:BRIDGE',
  completes: { what: 'ovs-bridge' },
  takes: ['create', 'host-if', 'vlan', 'mac'],
  parse: (what) => ({ kind: 'ovs', name: knownInterfaceName(what) }),
  prepare,
  wire,
  leads: (facts, _, link) => {
    const port = portBehind(facts, link)
    return port && nameOf(port.bridge, port.tag)
  },
  lay,
  leave: (facts, _, link) => {
    const port = portBehind(facts, link)
    return port?.mark === undefined
      ? undefined
      : { build: [], finish: [deleteOvsPort(port, 'Take the port out of the Open vSwitch bridge')] }
  },
}

const nameOf = (bridge: string, tag?: number): string =>
  tag === undefined ? `ovs:${bridge}` : `ovs:${bridge} --vlan ${tag}`

/** The port that the interface's other end is. */
const portBehind = (facts: Facts, { peer }: Link): OvsPort | undefined =>
  peer?.place === HOST ? ovsPortOf(facts, peer.link) : undefined

/** Sees that the bridge is there and works, or makes it; brings up its own interface, if it has the addresses of a gateway. @throws exit 3, 6 */
function prepare(facts: Facts, intent: Intent): readonly Step[] {
  const { name } = intent.network
  const bridge = demandOvs(facts).bridges.find((one) => one.name === name)
  const own = linkOf(facts, HOST, name)
  if (bridge === undefined) {
    if (intent.create === 'to fit') return createOvsBridge(facts, intent)
    throw new CtnetError('notFound', 'no-bridge', `Open vSwitch has no bridge ${name}`, {
      hint:
        own?.kind === 'bridge'
          ? `there is one of the kernel's: attach to bridge:${name}`
          : `make it: --create, or ovs-vsctl add-br ${name}; see which there are: ovs-vsctl list-br`,
    })
  }
  if (own === undefined) {
    const kernel = bridge.datapath === 'system'
    throw new CtnetError('missing', 'ovs-bridge-fails', `ovs-vswitchd can't make the bridge ${name} work`, {
      hint: kernel
        ? `load the kernel's datapath: modprobe openvswitch; or do without: ovs-vsctl set Bridge ${name} datapath_type=netdev`
        : 'see why: ovs-vsctl show, and its log',
    })
  }
  if (isProcess(facts, name)) demandEthtool(facts)
  return own.up || subnetsOf(own).length === 0 ? [] : [linkUp(inHost(own))]
}

/** Whether packets go through a process. */
const isProcess = ({ ovs }: Facts, name: string): boolean =>
  ovs?.bridges.find((one) => one.name === name)?.datapath === 'netdev'

const subnetsOf = ({ addresses }: Link) => addresses.filter(({ ip }) => !isLinkLocal(ip))

/** The bridge's own interface, and the ports of one VLAN; it keeps MAC addresses by VLAN too. */
function wire(facts: Facts, { network: { name }, vlan }: Intent): Wire {
  const own = linkOf(facts, HOST, name) as Link
  const ports = (facts.ovs?.ports ?? []).filter(({ bridge, tag }) => bridge === name && tag === vlan)
  const links = ports.flatMap((port) => linkOf(facts, HOST, port.name) ?? [])
  const subnets = links.includes(own) ? subnetsOf(own) : []
  return {
    name: nameOf(name, vlan),
    subnets,
    fill: 'top',
    taken: takenAddresses(facts, behind(facts, links), subnets),
    macs: macsOn(facts, links),
    gateways: subnets.map(({ ip }) => ip),
    mtu: own.mtu,
    largest: own.mtu,
    askOn: links.includes(own) && own.up && mayBeOthers(facts, own, ports) ? name : undefined,
  }
}

/** Whether hosts may be on it that can't be seen from here, as behind a tunnel, which is a port without a link. */
const mayBeOthers = (facts: Facts, own: Link, ports: readonly OvsPort[]): boolean =>
  ports.some(({ name, mark }) => {
    const link = linkOf(facts, HOST, name)
    return link === undefined ? mark === undefined : link !== own && link.up && !endsInSight(facts, link)
  })

function lay(facts: Facts, intent: Intent, { inner, mtu }: Laid): Laying {
  const { network, container, hostIfName, vlan } = intent
  const outer = hostEnd(facts, hostIfName)
  refuseTakenPort(facts, outer.name)
  const mark = `${container} ${inner.name}`
  return {
    steps: [
      addVeth({
        outer,
        inner,
        mtu,
        why: 'Create a pair of peer interfaces: one end is for the Open vSwitch bridge, the other is born in the container',
      }),
      markLink(outer, mark),
      addOvsPort({ name: outer.name, bridge: network.name, tag: vlan, mark }),
      ...(isProcess(facts, network.name) ? [checksumInSoftware(inner)] : []),
    ],
    hostInterface: outer.name,
  }
}

/** The database keeps a port whose interface is gone, under its name. */
function refuseTakenPort(facts: Facts, name: string): void {
  const port = ovsPortOf(facts, name)
  if (port === undefined) return
  throw new CtnetError('conflict', 'port-taken', `${nameOf(port.bridge)} has a port ${name} already`, {
    hint:
      port.mark === undefined
        ? `take it out: ovs-vsctl del-port ${port.bridge} ${name}; or choose another: --host-if NAME`
        : 'its interface is gone; remove what such ones left: ctnet clean',
  })
}
