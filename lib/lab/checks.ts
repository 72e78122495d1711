import { HOST } from '../model/endpoint.ts'
import type { LabCheck, LaidLab } from '../model/lab.ts'
import { addressesOf } from './reach.ts'

/** What a check asks, with addresses for the lab's names. */
export type Question =
  | { readonly kind: 'ping'; readonly from: string; readonly ips: readonly string[] }
  | { readonly kind: 'tcp'; readonly from: string; readonly ips: readonly string[]; readonly port: number }
  | { readonly kind: 'exec'; readonly from: string; readonly text: string }

/** `not tcp h1 web:81`, as it is written in a lab file. */
export const showCheck = ({ kind, from, to, not }: LabCheck): string =>
  [...(not ? ['not'] : []), kind, from, to].join(' ')

export function questionOf(lab: LaidLab, { kind, from, to }: LabCheck): Question {
  if (kind === 'exec') return { kind, from, text: to }
  if (kind === 'ping') return { kind, from, ips: targets(lab, to) }
  const [, host = '', port = ''] = /^\[?(.*?)\]?:(\d+)$/.exec(to) ?? []
  return { kind, from, ips: targets(lab, host), port: Number(port) }
}

/** Where it is reached: a node's addresses, if it has any; a name that isn't the lab's is for whoever asks to look up. */
function targets(lab: LaidLab, to: string): readonly string[] {
  const [node] =
    Object.entries(lab.nodes).find(([name, { names = [] }]) => name === to || names.includes(to)) ?? []
  if (node === undefined && to !== HOST) return [to]
  return addressesOf(lab, node ?? HOST)
}
