import { familyOf } from './address.ts'
import type { Tunnel } from './facts.ts'

/** Assigned by IANA (RFC 7348, section 8). */
export const VXLAN_PORT = 4789

const bracketed = (ip: string): string => (familyOf(ip) === 6 ? `[${ip}]` : ip)

/** A tunnel as it is written on the command line: `vxlan:VNI@REMOTE[:PORT]`. */
export const showTunnel = ({ vni, remote, port }: Tunnel): string =>
  `vxlan:${vni}@${remote === undefined ? '' : bracketed(remote)}${port === VXLAN_PORT ? '' : `:${port}`}`
