import type { Cidr } from '../../model/address.ts'
import type { Place } from '../../model/endpoint.ts'
import type { Facts, Link } from '../../model/facts.ts'
import type { KnownLink, Step } from '../../plan/step.ts'
import type { AttachIntent } from '../attach-intent.ts'

/** Options of `attach` that not every kind of network takes. */
export type NetworkOption = 'create' | 'host-if' | 'host-access' | 'vlan' | 'mac'

/** A network as a container that is attached to it sees it. */
export interface Wire {
  /** For messages, and the same as what an interface on it leads to: `bridge0`, `macvlan:eth1:bridge`. */
  readonly name: string
  /** Subnets that addresses may be taken from, each as an address of the host's on it. */
  readonly subnets: readonly Cidr[]
  /** Where the subnets are filled from: another's allocator begins at the bottom. */
  readonly fill: 'bottom' | 'top'
  /** Who has which address there, as far as can be seen. */
  readonly taken: ReadonlyMap<string, string>
  /** Who has which MAC there, as far as can be seen. */
  readonly macs: ReadonlyMap<string, string>
  /** Where default routes may lead to. */
  readonly gateways: readonly string[]
  /** Bytes: the default. */
  readonly mtu: number
  /** Bytes: the most. */
  readonly largest: number
  /** The host's interface to ask on who has an address, where others may be that can't be seen from here. */
  readonly askOn?: string | undefined
  /** The MAC that the interface gets in any case. */
  readonly mac?: string | undefined
}

/** The interface that is to be laid. */
export interface Laid {
  readonly inner: KnownLink
  /** Bytes. */
  readonly mtu: number
}

/** The steps that make an interface, down and without an address. */
export interface Laying {
  readonly steps: readonly Step[]
  /** The pair's other end, in the host. */
  readonly hostInterface?: string
  readonly notes?: readonly string[]
  /** That end, where it is a port of a bridge that doesn't pass on at once what comes from it. */
  readonly port?: KnownLink | undefined
}

/** How an interface goes from its container. */
export interface Leaving {
  /** What can be taken back. */
  readonly build: readonly Step[]
  /** What can't be, before the interface is deleted. */
  readonly finish: readonly Step[]
  /** That the interface is in the container no more once `build` is through: there is nothing to park or to delete. */
  readonly gone?: boolean
  readonly notes?: readonly string[]
}

export interface NetworkWords {
  readonly what: 'bridge' | 'host-interface' | 'ovs-bridge'
  readonly modes?: readonly string[]
}

/** A kind of NETWORK: one file for each, all of this shape, and a line in `../networks.ts`. Pure. */
export interface NetworkKind<Network extends { readonly kind: string }> {
  readonly kind: Network['kind']
  /** As it is written on the command line, for help and errors: `macvlan:IF[:MODE]`. */
  readonly form: string
  /** What follows the kind's name and a colon, and in which modes, so that a shell can complete it. */
  readonly completes?: NetworkWords
  readonly takes: readonly NetworkOption[]
  /** Why no DHCP server can be asked there, where none can. */
  deaf?(network: Network): string | undefined
  /** Reads what follows the kind's name and a colon. @throws exit 2 */
  parse(what: string): Network
  /** What must be so in the host before anything can be attached. @throws exit 3 (no such thing), 4 (it can't be attached to) */
  prepare(facts: Facts, intent: AttachIntent<Network>): readonly Step[]
  /** What is known of it, once that is so. */
  wire(facts: Facts, intent: AttachIntent<Network>): Wire
  /** Where a container's interface leads, if it is on a network of this kind: a wire's name. */
  leads(facts: Facts, place: Place, link: Link): string | undefined
  lay(facts: Facts, intent: AttachIntent<Network>, laid: Laid): Laying
  /** What it takes to leave, where it is more than to delete the interface. */
  leave?(facts: Facts, place: Place, link: Link): Leaving | undefined
}
