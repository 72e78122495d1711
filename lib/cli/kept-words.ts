import { isLinkLocal, showCidr } from '../model/address.ts'
import { HOST } from '../model/endpoint.ts'
import { type Facts, isOwn, linkOf } from '../model/facts.ts'
import type { AttachResult } from '../recipes/attach.ts'

/** Options that are kept as they were given: what they say doesn't depend on what there is. */
const AS_GIVEN = ['host-if', 'mtu', 'vlan', 'route', 'host-access', 'dhcp-client', 'dhcp-option', 'force']

export interface Attachment {
  /** The container, with its runtime. */
  readonly container: string
  /** As they were parsed. */
  readonly args: Readonly<Record<string, unknown>> & {
    readonly network: string
    readonly address: readonly string[]
  }
  /** Its kind of network gives an interface whatever MAC is asked for. */
  readonly takesMac: boolean
}

/**
 * The command line that lays an attachment again as it is now: what was chosen for it (addresses, gateways, the interface's
 * name and MAC) is said in full, and so is the bridge, should that be gone too.
 */
export function keptWords(facts: Facts, result: AttachResult, attachment: Attachment): readonly string[] {
  const { container, args, takesMac } = attachment
  const leased = args.address.includes('dhcp')
  const addresses = leased ? args.address : result.addresses
  const gateways = leased ? args.gateway : result.gateways.length > 0 ? result.gateways : ['none']
  return [
    'attach',
    container,
    args.network,
    ...(addresses.length > 0 ? addresses : ['none']),
    `--if=${result.interface}`,
    ...option('mac', takesMac ? result.mac : args.mac),
    ...option('gateway', gateways),
    ...AS_GIVEN.flatMap((name) => option(name, args[name])),
    ...bridgeWords(facts, result, args),
    '--keep',
  ]
}

function bridgeWords(
  facts: Facts,
  { bridge: name }: AttachResult,
  args: Attachment['args'],
): readonly string[] {
  const bridge = name === undefined ? undefined : linkOf(facts, HOST, name)
  if (bridge === undefined || !isOwn(bridge))
    return [...option('create', args.create), ...option('bridge-address', args['bridge-address'])]
  const addresses = bridge.addresses.filter(({ ip }) => !isLinkLocal(ip)).map(showCidr)
  return ['--create', ...option('bridge-address', addresses.length > 0 ? addresses : ['none'])]
}

function option(name: string, value: unknown): readonly string[] {
  if (value === undefined || value === false) return []
  if (value === true) return [`--${name}`]
  return [value].flat().map((one) => `--${name}=${one}`)
}
