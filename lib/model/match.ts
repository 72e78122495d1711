/** What a packet must have, in the order in which it is written. Each may begin with `!`: it must not have that. */
export interface Match {
  /** A subnet: `10.1.1.0/24`, `fd00::2/128`. */
  readonly from?: string | undefined
  readonly to?: string | undefined
  /** The interface that it comes in by. */
  readonly in?: string | undefined
  readonly out?: string | undefined
  /** `tcp`, `udp`, `sctp`; `icmp6` with `icmp`. */
  readonly protocol?: string | undefined
  /** Its type by number. */
  readonly icmp?: string | undefined
  readonly sport?: string | undefined
  readonly dport?: string | undefined
  /** What connection tracking says: one of `related,established`, in iptables' order; never with a `!`. */
  readonly state?: string | undefined
  /** `dnat`: of a connection that was led elsewhere. */
  readonly status?: string | undefined
  /** Whose address it is sent to: `local` is one of the host's. */
  readonly destination?: string | undefined
}
