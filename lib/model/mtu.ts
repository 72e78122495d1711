import { usageError } from './error.ts'
import { quoted } from './text.ts'

/** The smallest that IPv4 allows (RFC 791), and the largest that the kernel's virtual interfaces take. */
const SMALLEST = 68
export const LARGEST_MTU = 65535

/** An MTU in bytes. @throws exit 2 */
export function parseMtu(text: string): number {
  const mtu = /^\d{1,5}$/.test(text) ? Number(text) : 0
  if (mtu >= SMALLEST && mtu <= LARGEST_MTU) return mtu
  throw usageError(
    `${quoted(text)} is not an MTU`,
    `give a number of bytes from ${SMALLEST} to ${LARGEST_MTU}, like 1500`,
  )
}
