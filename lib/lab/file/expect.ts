import { isIp } from '../../model/address.ts'
import { usageError } from '../../model/error.ts'
import type { LabCheck } from '../../model/lab.ts'
import { quoted } from '../../model/text.ts'
import type { CheckWritten } from './written.ts'

const FORM = 'write [not] ping FROM TO, [not] tcp FROM TO:PORT or [not] exec NODE LINE'

/** A check as text, or in its long form. @throws exit 2 */
export function parseCheck(written: string | CheckWritten): LabCheck {
  return typeof written === 'string' ? fromText(written) : fromTable(written)
}

function fromText(text: string): LabCheck {
  const [, not, kind, from, to] = /^\s*(not\s+)?(\w+)\s+(\S+)\s+(\S.*?)\s*$/s.exec(text) ?? []
  if (kind === undefined || from === undefined || to === undefined || !isKind(kind))
    throw usageError(`${quoted(text)} is nothing that can be expected`, FORM)
  if (kind !== 'exec' && /\s/.test(to)) throw usageError(`${quoted(text)} has a word too many`, FORM)
  return checkOf(kind, from, to, not !== undefined)
}

function fromTable({ ping, tcp, exec, to, run, not }: CheckWritten): LabCheck {
  const kinds = Object.entries({ ping, tcp, exec }).filter(([, from]) => from !== undefined)
  const [[kind, from] = [], other] = kinds
  if (kind === undefined || other !== undefined || !isKind(kind))
    throw usageError('a check is one of ping, tcp and exec', FORM)
  const [wanted, left] = kind === 'exec' ? ['run', 'to'] : ['to', 'run']
  const [value, stray] = kind === 'exec' ? [run, to] : [to, run]
  if (value === undefined) throw usageError(`${kind} needs the key ${wanted}`, FORM)
  if (stray !== undefined) throw usageError(`${kind} has the key ${wanted}, not ${left}`, FORM)
  return checkOf(kind, String(from), String(value), not === true)
}

const isKind = (word: string): word is LabCheck['kind'] => ['ping', 'tcp', 'exec'].includes(word)

function checkOf(kind: LabCheck['kind'], from: string, to: string, not: boolean): LabCheck {
  if (kind === 'tcp') portOf(to)
  return { kind, from, to, ...(not && { not }) }
}

/** What a check's TO names, without its port. @throws exit 2 */
export const targetOf = ({ kind, to }: LabCheck): string => (kind === 'tcp' ? portOf(to).name : to)

/** `NAME:PORT`, `[IPV6]:PORT`. */
function portOf(text: string): { readonly name: string } {
  const [, bracketed, bare, port] = /^(?:\[([^\]]*)\]|([^:[\]]+)):(\d{1,5})$/.exec(text) ?? []
  const number = Number(port)
  const name = bracketed ?? bare
  if (name !== undefined && number >= 1 && number <= 65535 && (bracketed === undefined || isIp(bracketed)))
    return { name }
  throw usageError(`${quoted(text)} is no place to connect to`, 'write TO:PORT, like web:80 or [fd00::1]:80')
}
