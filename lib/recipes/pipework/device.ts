import { CtnetError, usageError } from '../../model/error.ts'
import { quoted } from '../../model/text.ts'

/** An interface of the host's, as far as it decides what pipework makes of its name. */
export interface Device {
  readonly name: string
  readonly mac: string
  /** `bridge`, `vlan` …; a physical interface has none. */
  readonly kind: string | undefined
  /** `ether`, `infiniband` … */
  readonly medium: string
  /** It lies on top of another. */
  readonly onTop: boolean
  readonly up: boolean
}

/** The words of `ctnet attach` for what pipework attaches to, and whether there is an end in the host that can be named. */
export interface NetworkWords {
  readonly network: string
  readonly words: readonly string[]
  readonly hasHostEnd: boolean
}

/** Open vSwitch's bridges: in the kernel, and in a process by a tap. */
const OVS_KINDS: readonly (string | undefined)[] = ['openvswitch', 'tun']

/** What pipework makes of an interface that there is, or of the beginning of a name that is nobody's. @throws exit 2, 3, 6 */
export function networkWords(
  name: string,
  devices: readonly Device[],
  { direct, vlan }: { direct: boolean; vlan: string | undefined },
): NetworkWords {
  const mac = name.startsWith('mac:') ? name.slice(4) : undefined
  const device = mac === undefined ? devices.find((one) => one.name === name) : byMac(mac, devices)
  // Also where it is in the container already.
  if (direct && mac !== undefined && device?.kind !== 'bridge' && vlan === undefined)
    return { network: `phys:${mac}`, words: [], hasHostEnd: false }
  if (device === undefined) return mac === undefined ? toBeMade(name) : nobodys(mac)
  if (device.medium === 'infiniband') throw noIpoib(device.name)
  if (device.kind === 'bridge' || OVS_KINDS.includes(device.kind))
    return { network: device.name, words: [], hasHostEnd: true }
  // pipework brings it up.
  const words = device.up ? [] : ['--force']
  if (!direct) return { network: `macvlan:${device.name}`, words, hasHostEnd: false }
  if (vlan !== undefined) throw directVlan(device.name, vlan)
  return { network: `phys:${device.name}`, words: [], hasHostEnd: false }
}

/** What lies on top of an interface has its MAC, and so has a bridge with it as a port. */
function byMac(mac: string, devices: readonly Device[]): Device | undefined {
  const bearers = devices.filter((one) => one.mac === mac.toLowerCase())
  return bearers.find(({ kind, onTop }) => !onTop && kind !== 'bridge') ?? bearers[0]
}

function nobodys(mac: string): never {
  throw new CtnetError('notFound', 'no-interface', `the host has no interface with the MAC ${quoted(mac)}`, {
    hint: 'see which there are: ip link',
  })
}

function toBeMade(name: string): NetworkWords {
  const made = ['--create', '--bridge-address', 'none']
  if (name.startsWith('br')) return { network: name, words: made, hasHostEnd: true }
  if (name.startsWith('ovs')) return { network: `ovs:${name}`, words: made, hasHostEnd: true }
  if (name.startsWith('dummy')) return { network: 'dummy', words: [], hasHostEnd: false }
  throw new CtnetError('notFound', 'no-interface', `the host has no interface ${quoted(name)}`, {
    hint: 'see which there are: ip link; one that begins with br or ovs is made',
  })
}

const noIpoib = (name: string) =>
  new CtnetError(
    'missing',
    'no-ipoib',
    `${name} is an InfiniBand interface, and ctnet lays none on top of such a one`,
    {
      hint: `do it by hand: ip link add link ${name} name ${name}.1 type ipoib; then move that: pipework --direct-phys ${name}.1 …`,
    },
  )

const directVlan = (name: string, vlan: string) =>
  usageError(
    `${name} itself is in no VLAN: a sub-interface of it is`,
    `make that, and move it: ip link add link ${name} name ${name}.${vlan} type vlan id ${vlan}; pipework --direct-phys ${name}.${vlan} …`,
  )
