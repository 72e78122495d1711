import { contains, familyOf, hostAddress, isIp, isLinkLocal, parseIp, single } from '../../model/address.ts'
import { HOST } from '../../model/endpoint.ts'
import { CtnetError, usageError } from '../../model/error.ts'
import { type Facts, isOwn, linkOf, spaceOf, type Tunnel } from '../../model/facts.ts'
import { LARGEST_MTU } from '../../model/mtu.ts'
import { destinationOf } from '../../model/route.ts'
import { quoted } from '../../model/text.ts'
import { showTunnel, VXLAN_PORT } from '../../model/tunnel.ts'
import { markLink } from '../../plan/steps/link.ts'
import { addTypedLink } from '../../plan/steps/typed-link.ts'
import type { NetworkKind } from './kind.ts'
import { holderOf, takenAddresses } from './neighbours.ts'

export interface VxlanNetwork extends Tunnel {
  readonly kind: 'vxlan'
  readonly remote: string
}

const LARGEST_VNI = 2 ** 24 - 1

/** What the tunnel puts around each frame, in bytes: outer IP, UDP, VXLAN and the inner Ethernet header (RFC 7348). */
const OVERHEAD = { 4: 20 + 8 + 8 + 14, 6: 40 + 8 + 8 + 14 } as const

/** One end of a tunnel over IP, whose outer packets are the host's (RFC 7348; ip-link(8), `vxlan`). */
export const vxlan: NetworkKind<VxlanNetwork> = {
  kind: 'vxlan',
  form: 'vxlan:VNI@REMOTE[:PORT]',
  takes: ['mac'],
  parse,
  prepare(facts, { network }) {
    refuseOwnAddress(facts, network)
    return []
  },
  wire: (facts, { network }) => ({
    name: showTunnel(network),
    subnets: [],
    fill: 'top',
    taken: takenAddresses(facts, [], []),
    macs: new Map(),
    gateways: [],
    mtu: underlayMtu(facts, network.remote) - OVERHEAD[familyOf(network.remote)],
    largest: LARGEST_MTU,
  }),
  leads: (_, __, { tunnel }) => (tunnel === undefined ? undefined : showTunnel(tunnel)),
  lay(facts, { container, network }, { inner, mtu }) {
    refuseTaken(facts, network)
    const { vni, remote, port } = network
    return {
      steps: [
        addTypedLink({
          from: HOST,
          link: inner,
          mtu,
          type: ['vxlan', 'id', vni, 'remote', remote, 'dstport', port],
          shape: { tunnel: { vni, remote, port } },
          needs: { feature: 'VXLAN tunnels', module: 'vxlan' },
          why: `Lay one end of a tunnel to ${remote}, born in the container; its outer packets are the host's`,
        }),
        markLink(inner, `${container} ${inner.name}`),
      ],
    }
  },
}

/** `VNI@REMOTE[:PORT]`; an IPv6 address before a port stands in brackets. */
function parse(what: string): VxlanNetwork {
  const [, id = '', bracket, bare = '', port = String(VXLAN_PORT)] =
    /^(\d{1,8})@(?:\[([^\]]*)\]|([^[\]]*?))(?::(\d{1,5}))?$/.exec(what) ?? []
  const whole = /^\d{1,8}@([\da-fA-F:]+)$/.exec(what)?.[1]
  const remote = whole !== undefined && isIp(whole) ? whole : (bracket ?? bare)
  if (!isIp(remote)) {
    throw usageError(
      `${quoted(what)} is no tunnel's other end`,
      'give one as VNI@REMOTE[:PORT], like 42@192.0.2.7 or 42@[2001:db8::7]:4789',
    )
  }
  const udp = remote === whole ? VXLAN_PORT : Number(port)
  if (Number(id) > LARGEST_VNI || Number(id) === 0)
    throw usageError(`${id} is no VXLAN network identifier`, `give a number from 1 to ${LARGEST_VNI}`)
  if (udp < 1 || udp > 65535) throw usageError(`${udp} is no UDP port`, 'give a number from 1 to 65535')
  const ip = parseIp(remote)
  hostAddress(single(ip))
  if (isLinkLocal(ip))
    throw usageError(
      `${ip} is an address on one link alone, and a tunnel doesn't say which`,
      'give another address of the other host',
    )
  return { kind: 'vxlan', vni: Number(id), remote: ip, port: udp }
}

/**
 * Of one identifier and port there is one tunnel in a host (drivers/net/vxlan/vxlan_core.c, vxlan_vni_in_use), its own or
 * one that ctnet laid into a container.
 */
function refuseTaken({ spaces }: Facts, { vni, port }: VxlanNetwork): void {
  for (const [place, { links }] of Object.entries(spaces)) {
    const other = links.find(
      (link) => link.tunnel?.vni === vni && link.tunnel.port === port && (place === HOST || isOwn(link)),
    )
    if (other === undefined) continue
    throw new CtnetError(
      'conflict',
      'tunnel-taken',
      `there is a tunnel of VXLAN ${vni} and port ${port} already (${holderOf(other, place, other.name)})`,
      { hint: 'detach that one first, or give another identifier or port' },
    )
  }
}

function refuseOwnAddress(facts: Facts, { remote }: VxlanNetwork): void {
  const own = spaceOf(facts, HOST).links.find(({ addresses }) => addresses.some(({ ip }) => ip === remote))
  if (own !== undefined) {
    throw new CtnetError('conflict', 'own-address', `${remote} is this host's own (${own.name})`, {
      hint: 'give the address of the other host',
    })
  }
}

/** The MTU of the interface by which the host reaches the address. */
function underlayMtu(facts: Facts, remote: string): number {
  const [best] = spaceOf(facts, HOST)
    .routes.filter((route) => route.table === 'main' && contains(destinationOf(route), remote))
    .sort((a, b) => destinationOf(b).prefix - destinationOf(a).prefix)
  return (best && linkOf(facts, HOST, best.dev)?.mtu) ?? 1500
}
