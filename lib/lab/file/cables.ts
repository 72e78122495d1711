import type { Path } from '../../document/parse.ts'
import type { Impairment } from '../../model/impairment.ts'
import type { LabEnd } from '../../model/lab.ts'
import { addressesOf, type End, type Outside, parseCable, parseEnd } from './end.ts'
import { impairmentOf } from './impairments.ts'
import {
  type EndWritten,
  type ImpairmentWritten,
  type LabWritten,
  type LinkWritten,
  listOf,
} from './written.ts'

/** One cable of the lab's, and where in the file it is spoken of. */
export interface Cable {
  readonly ends: readonly [CableEnd, CableEnd]
  readonly mtu?: number
  readonly subnets?: readonly string[]
  readonly path: Path
  readonly written: LinkWritten
}

export interface CableEnd {
  readonly said: LabEnd | Outside
  readonly path: Path
  /** Its long form, if it has it. */
  readonly written?: EndWritten
}

/** The cables of a lab that was found right, chains taken apart. */
export const cablesOf = ({ links }: LabWritten): readonly Cable[] =>
  listOf(links).flatMap((link, i) => {
    const path = ['links', i]
    return typeof link === 'string'
      ? fromLink({ ends: link }, path, path)
      : fromLink(link, path, [...path, 'ends'])
  })

function fromLink(written: LinkWritten, path: Path, endsPath: Path): readonly Cable[] {
  const { mtu, subnet, ends: given } = written
  const ends =
    typeof given === 'string'
      ? parseCable(given).map((end) => shortEnd(end, written, endsPath))
      : given.map((end, i) =>
          typeof end === 'string'
            ? shortEnd(parseEnd(end), written, [...endsPath, i])
            : longEnd(end, written, [...endsPath, i]),
        )
  return ends.slice(1).flatMap((second, i) => {
    const first = ends[i]
    if (first === undefined) return []
    return {
      ends: [first, second] as const,
      ...(mtu !== undefined && { mtu: Number(mtu) }),
      ...(subnet !== undefined && { subnets: listOf(subnet) }),
      path,
      written,
    }
  })
}

function shortEnd(end: End | Outside, link: LinkWritten, path: Path): CableEnd {
  if ('network' in end) return { said: end, path }
  const { addresses = [], ...rest } = end
  return { said: { ...rest, ...addressesOf(addresses), ...impaired(link, {}) }, path }
}

function longEnd(written: EndWritten, link: LinkWritten, path: Path): CableEnd {
  const { node, interface: name, address, mac } = written
  const said = {
    node: String(node),
    ...(name !== undefined && { interface: String(name) }),
    ...addressesOf(listOf(address)),
    ...(mac !== undefined && { mac }),
    ...impaired(link, written),
  }
  return { said, path, written }
}

function impaired(link: LinkWritten, end: ImpairmentWritten): { readonly impair?: Impairment } {
  const impair = impairmentOf(link, end)
  return impair === undefined ? {} : { impair }
}
