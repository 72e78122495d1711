import type { AddressSpec, Cidr } from '../model/address.ts'
import type { BridgeAddresses } from '../model/bridge-address.ts'
import type { Place } from '../model/endpoint.ts'
import type { DhcpChoice } from './attach-dhcp.ts'
import type { BridgeIntent } from './bridge-create.ts'

export interface RouteIntent {
  readonly to: Cidr
  readonly via?: string
}

export interface AttachIntent<Network> {
  /** Where the interface goes. */
  readonly into: Place
  /** The container's name, for people. */
  readonly container: string
  readonly network: Network
  readonly addresses: readonly AddressSpec[]
  /** Inside; by default the first free ethN. */
  readonly ifName?: string | undefined
  /** The other end's name, in the host. */
  readonly hostIfName?: string | undefined
  readonly mac?: string | undefined
  /** Bytes; by default the network's own. */
  readonly mtu?: number | undefined
  /** 1 to 4094 (IEEE 802.1Q). */
  readonly vlan?: number | undefined
  /** `auto`: the network's own, per family, where the container has no default route yet. */
  readonly gateway: 'auto' | 'none' | readonly string[]
  readonly routes: readonly RouteIntent[]
  /** Seconds to wait for a DHCP server; 60. */
  readonly timeout?: number | undefined
  /** The DHCP client to ask with; by default whichever there is. */
  readonly dhcp?: DhcpChoice | undefined
  /** How to make the bridge, should it be missing; `to fit`: with an address on the container's own subnet. */
  readonly create?: Omit<BridgeIntent, 'name'> | 'to fit' | undefined
  /** What a bridge that is made gets, in the place of what would fit. */
  readonly bridgeAddress?: BridgeAddresses | undefined
  /** Go past a refusal: make the bridge also on a subnet that the host is on already. */
  readonly force?: boolean | undefined
  /** Give the host a macvlan too, so that it and the container reach each other. */
  readonly hostAccess?: boolean | undefined
  /** Put it in the place of what is in the way. */
  readonly replace: boolean
  /** The same of a default route alone. */
  readonly replaceGateway?: boolean | undefined
}
