import { isIp } from '../model/address.ts'
import { usageError } from '../model/error.ts'
import type { LabCheck, LaidLab } from '../model/lab.ts'
import { quoted } from '../model/text.ts'
import { addressesOf } from './reach.ts'

/** What a check asks, with addresses for names. */
export type Question =
  | { readonly kind: 'ping'; readonly from: string; readonly ips: readonly string[] }
  | { readonly kind: 'tcp'; readonly from: string; readonly ips: readonly string[]; readonly port: number }
  | { readonly kind: 'exec'; readonly from: string; readonly text: string }

/** `not tcp h1 web:81`, as it is written in a lab file. */
export const showCheck = ({ kind, from, to, not }: LabCheck): string =>
  [...(not ? ['not'] : []), kind, from, to].join(' ')

/** @throws exit 2 where it names no node and no address */
export function questionOf(lab: LaidLab, { kind, from, to }: LabCheck): Question {
  if (kind === 'exec') return { kind, from, text: to }
  if (kind === 'ping') return { kind, from, ips: targets(lab, to) }
  const [, host = '', port = ''] = /^\[?(.*?)\]?:(\d+)$/.exec(to) ?? []
  return { kind, from, ips: targets(lab, host), port: Number(port) }
}

function targets(lab: LaidLab, to: string): readonly string[] {
  if (isIp(to)) return [to]
  const [node] =
    Object.entries(lab.nodes).find(([name, { names = [] }]) => name === to || names.includes(to)) ?? []
  const ips = node === undefined ? [] : addressesOf(lab, node)
  if (ips.length > 0) return ips
  throw usageError(`${quoted(to)} is no node with an address, and no address`, 'name a node of the lab')
}
