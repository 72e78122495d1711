import { usageError } from './error.ts'
import { quoted } from './text.ts'

/** 0 and 4095 are reserved (IEEE 802.1Q). */
const LARGEST = 4094

/** A VLAN ID. @throws exit 2 */
export function parseVlan(text: string): number {
  const id = /^\d{1,4}$/.test(text) ? Number(text) : 0
  if (id >= 1 && id <= LARGEST) return id
  throw usageError(`${quoted(text)} is not a VLAN ID`, `give a number from 1 to ${LARGEST}`)
}
