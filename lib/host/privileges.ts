import { readFileSync } from 'node:fs'
import { CtnetError } from '../model/error.ts'

/** Bits of a capability set (capabilities(7)). */
const NEEDED = { CAP_NET_ADMIN: 12n, CAP_SYS_ADMIN: 21n }

/** Whether this process may enter and change network namespaces. */
function mayChange(): boolean {
  const line = /^CapEff:\s*([\da-f]+)/m.exec(readFileSync('/proc/self/status', 'utf8'))
  const effective = BigInt(`0x${line?.[1] ?? '0'}`)
  return Object.values(NEEDED).every((bit) => (effective >> bit) & 1n)
}

/** @throws exit 5 without CAP_NET_ADMIN and CAP_SYS_ADMIN */
export function demandPrivileges(command: string): void {
  if (mayChange()) return
  throw new CtnetError(
    'denied',
    'not-permitted',
    `ctnet ${command} enters network namespaces: that needs root (${Object.keys(NEEDED).join(' and ')})`,
    {
      hint: `sudo ctnet ${command} …; or, in a private network without root: ctnet sandbox`,
    },
  )
}
