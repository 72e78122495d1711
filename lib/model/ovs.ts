/** A bridge of Open vSwitch. */
export interface OvsBridge {
  readonly name: string
  /** `system`: the kernel's own; `netdev`: in a process. */
  readonly datapath: string
}

/** An interface that is a port of one, as the database of Open vSwitch has it: with or without a link of that name. */
export interface OvsPort {
  readonly name: string
  readonly bridge: string
  /** The VLAN whose frames it has, untagged; without one, it has all, and untagged ones as they are. */
  readonly tag?: number | undefined
  /** Whose it is, if it is ctnet's. */
  readonly mark?: string | undefined
}

/** What is known of Open vSwitch. */
export interface Ovs {
  /** What is missing for it to work: the program that asks it, its database's server, or the switch itself. */
  readonly lacks?: 'program' | 'database' | 'switch' | undefined
  /** Whether the kernel has its part of it. */
  readonly kernelDatapath: boolean
  readonly bridges: readonly OvsBridge[]
  readonly ports: readonly OvsPort[]
}

/** The link that all ports in the kernel's datapath have for their master. */
export const OVS_KERNEL_DATAPATH = 'ovs-system'

/** The links that stand for the datapaths, and come and go with their bridges. */
export const OVS_DATAPATHS: readonly string[] = [OVS_KERNEL_DATAPATH, 'ovs-netdev']
