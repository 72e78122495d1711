import { stringify } from 'yaml'
import type { Impairment } from '../../model/impairment.ts'
import { impairmentTexts } from '../../model/impairment.ts'
import type { Lab, LabBridge, LabCheck, LabEnd, LabExternal, LabLink, LabNode } from '../../model/lab.ts'
import { escapeReferences } from './escape.ts'
import { parseCheck } from './expect.ts'
import { mapValues } from './lab-of.ts'
import type {
  BridgeWritten,
  CheckWritten,
  EndWritten,
  ImpairmentWritten,
  LabWritten,
  LinkWritten,
  NodeWritten,
} from './written.ts'

/** A lab as the text of a lab file, in YAML; read again, it is the same lab. */
export const labText = (lab: Lab): string =>
  stringify(escaped(writtenLab(lab)), { nullStr: '', lineWidth: 0 })

/** A lab as it would be typed: short where it can be. */
function writtenLab({ name, nodes, links, bridges, externals, subnets, routing, checks }: Lab): LabWritten {
  const cables = [...links.map(writtenLink), ...(externals ?? []).map(writtenExternal)]
  return {
    name,
    ...(subnets !== undefined && { subnet: oneOrMore(subnets) }),
    ...(routing !== undefined && { routing }),
    nodes: mapValues(nodes, (node) => orNothing(writtenNode(node))),
    ...(bridges &&
      Object.keys(bridges).length > 0 && {
        bridges: mapValues(bridges, (one) => orNothing(writtenBridge(one))),
      }),
    ...(cables.length > 0 && { links: cables }),
    ...(checks && checks.length > 0 && { expect: checks.map(writtenCheck) }),
  }
}

const orNothing = <T extends object>(table: T): T | null => (Object.keys(table).length === 0 ? null : table)

const oneOrMore = <T>(list: readonly T[]): T | readonly T[] => {
  const [one] = list
  return list.length === 1 && one !== undefined ? one : list
}

/** A list is written with its only item alone, and not at all without any. */
function writtenNode({ addresses, command, ...rest }: LabNode): NodeWritten {
  const said = Object.entries({ ...rest, ...(addresses && { address: addresses }) }).filter(
    ([, value]) => typeof value !== 'object' || Object.keys(value).length > 0,
  )
  return {
    ...(Object.fromEntries(
      said.map(([key, value]) => [key, Array.isArray(value) ? oneOrMore(value) : value]),
    ) as NodeWritten),
    ...(command !== undefined && { command }),
  }
}

const writtenBridge = ({ addresses, ...rest }: LabBridge): BridgeWritten => ({
  ...(addresses !== undefined && { address: addresses.length === 0 ? 'none' : oneOrMore(addresses) }),
  ...rest,
})

function writtenLink({ ends: [a, b], mtu, subnets }: LabLink): string | LinkWritten {
  const common = alike(a.impair, b.impair) ? impairmentTexts(a.impair ?? {}) : {}
  const own = [a, b].map((end) => (Object.keys(common).length > 0 ? {} : impairmentTexts(end.impair ?? {})))
  return shortest([writtenEnd(a, own[0]), writtenEnd(b, own[1])], {
    ...(mtu !== undefined && { mtu }),
    ...(subnets !== undefined && { subnet: oneOrMore(subnets) }),
    ...common,
  })
}

const alike = (a: Impairment | undefined, b: Impairment | undefined): boolean =>
  JSON.stringify(impairmentTexts(a ?? {})) === JSON.stringify(impairmentTexts(b ?? {}))

function writtenExternal({ network, mtu, received = {}, ...end }: LabExternal): string | LinkWritten {
  const common = impairmentTexts(received)
  // What the node sends is impaired as the whole link is, unless its end says otherwise.
  const own = alike(end.impair, received)
    ? {}
    : impairmentTexts({ ...mapValues(received, () => 0), ...end.impair })
  return shortest([writtenEnd(end, own), network], { ...(mtu !== undefined && { mtu }), ...common })
}

/** As one text where nothing is left over. */
function shortest(
  ends: readonly (string | EndWritten)[],
  more: Omit<LinkWritten, 'ends'>,
): string | LinkWritten {
  const isShort = ends.every((end) => typeof end === 'string')
  const all = isShort ? ends.join(' -- ') : ends
  return isShort && Object.keys(more).length === 0 ? ends.join(' -- ') : { ends: all, ...more }
}

function writtenEnd(
  { node, interface: name, addresses, mac }: LabEnd,
  impair: ImpairmentWritten = {},
): string | EndWritten {
  const texts = addresses?.length === 0 ? ['none'] : (addresses ?? [])
  if (mac === undefined && Object.keys(impair).length === 0)
    return [name === undefined ? node : `${node}:${name}`, ...texts].join(' ')
  return {
    node,
    ...(name !== undefined && { interface: name }),
    ...(texts.length > 0 && { address: oneOrMore(texts) }),
    ...(mac !== undefined && { mac }),
    ...impair,
  }
}

function writtenCheck(check: LabCheck): string | CheckWritten {
  const { kind, from, to, not } = check
  const text = `${not === true ? 'not ' : ''}${kind} ${from} ${to}`
  // What a shell's line begins or ends with is lost in the short form.
  if (kind !== 'exec' || parseCheck(text).to === to) return text
  return { exec: from, run: to, ...(not === true && { not }) }
}

/** The same with no variables in it. */
function escaped(value: unknown): unknown {
  if (typeof value === 'string') return escapeReferences(value)
  if (Array.isArray(value)) return value.map(escaped)
  return typeof value === 'object' && value !== null
    ? mapValues(value as Record<string, unknown>, escaped)
    : value
}
