import type { Problem } from '../../document/problem.ts'
import { HOST } from '../../model/endpoint.ts'
import type { LabEnd } from '../../model/lab.ts'
import { quoted } from '../../model/text.ts'
import { meant } from '../name.ts'
import type { Cable, CableEnd } from './cables.ts'
import { impairmentOf, withoutDelay } from './impairments.ts'
import { kindOf } from './known.ts'
import type { Merged } from './merge.ts'

type Said = Pick<Problem, 'message' | 'hint'>

/** What can't be meant in the cables. */
export function checkCables(merged: Merged, cables: readonly Cable[]): readonly Problem[] {
  const { lab, problemAt } = merged
  const taken = new Map(
    Object.keys(lab.bridges ?? {}).map((name) => [`${HOST}:${name}`, `the bridge ${name}`]),
  )
  const seen = new Set<CableEnd>()
  return cables.flatMap((cable) => [
    ...cable.ends.flatMap((end) => {
      // Who is in the middle of a chain is the end of two cables.
      if (seen.has(end) || 'network' in end.said) return []
      seen.add(end)
      return checkEnd(end, end.said)
    }),
    ...checkBoth(cable),
  ])

  function checkEnd(end: CableEnd, { node, interface: name, addresses, impair }: LabEnd): readonly Problem[] {
    const kind = kindOf(lab, node)
    const at = (key: string) => (end.written === undefined ? end.path : [...end.path, key])
    if (kind === undefined) {
      const known = [...Object.keys(lab.nodes ?? {}), ...Object.keys(lab.bridges ?? {})]
      const message = `a link leads to ${quoted(node)}, which is neither a node nor a bridge`
      return [problemAt(at('node'), { message, hint: meant(node, known) })]
    }
    const problems: Problem[] = []
    if (kind === 'bridge' && addresses !== undefined) {
      const hint = `write it under bridges: ${node}`
      problems.push(
        problemAt(at('address'), { message: `the addresses of the bridge ${node} aren't a cable's`, hint }),
      )
    }
    if (kind === 'node' && lab.nodes?.[node]?.switch === true && (addresses ?? []).length > 0) {
      const message = `${node} is a switch: its interfaces have no addresses`
      problems.push(problemAt(at('address'), { message, hint: 'leave them out, or let it be no switch' }))
    }
    for (const key of withoutDelay(impair)) {
      if (end.written?.[key] !== undefined) problems.push(problemAt(at(key), IDLE(key), 'key'))
    }
    if (name !== undefined) {
      const place = `${kind === 'node' ? node : HOST}:${name}`
      const other = taken.get(place)
      taken.set(place, 'another link')
      if (other !== undefined) {
        const message = `${place} is ${other === 'another link' ? 'the end of another link' : other} already`
        problems.push(problemAt(at('interface'), { message, hint: 'give it another name, or none' }))
      }
    }
    return problems
  }

  function checkBoth(cable: Cable): readonly Problem[] {
    const [{ said: a }, { said: b }] = cable.ends
    const refuse = (said: Said, key?: string) => [
      problemAt(
        key === undefined ? cable.path : [...cable.path, key],
        said,
        key === undefined ? 'value' : 'key',
      ),
    ]
    if ('network' in a && 'network' in b)
      return refuse({ message: 'a link from network to network has no node', hint: 'let one end be a node' })
    if ('network' in a || 'network' in b)
      return checkExternal(cable, 'network' in a ? (b as LabEnd) : (a as LabEnd), refuse)
    const leased = cable.ends.find(({ said }) => 'node' in said && said.addresses?.includes('dhcp'))
    if (leased !== undefined)
      return [problemAt(leased.written === undefined ? leased.path : [...leased.path, 'address'], LEASED)]
    if (a.node === HOST && b.node === HOST)
      return refuse({ message: 'a link from the host to itself', hint: 'let one end be a node' })
    const same = (a.addresses ?? []).find(
      (address) => address !== 'auto' && (b.addresses ?? []).includes(address),
    )
    if (same !== undefined)
      return refuse({ message: `both ends have the address ${same}`, hint: 'give one of them another' })
    if (a.mac !== undefined && a.mac.toLowerCase() === b.mac?.toLowerCase())
      return refuse({ message: `both ends have the MAC address ${a.mac}`, hint: 'give one of them another' })
    const idle = [a, b]
      .flatMap(({ impair }) => withoutDelay(impair))
      .find((key) => cable.written[key] !== undefined)
    return idle === undefined ? [] : refuse(IDLE(idle), idle)
  }

  function checkExternal(
    { written }: Cable,
    inside: LabEnd,
    refuse: (said: Said, key?: string) => readonly Problem[],
  ): readonly Problem[] {
    const kind = kindOf(lab, inside.node)
    if (kind !== undefined && kind !== 'node')
      return refuse({
        message: `an external link is a node's, and ${inside.node} is ${kind === 'host' ? 'the host' : 'a bridge'}`,
        hint: 'let one end be a node',
      })
    const [idle] = withoutDelay(impairmentOf(written, {}))
    if (idle !== undefined) return refuse(IDLE(idle), idle)
    if (written.subnet === undefined) return []
    return refuse(
      { message: "the subnet of an external link isn't the lab's", hint: 'give the node an address' },
      'subnet',
    )
  }
}

const LEASED: Said = {
  message: 'no address is leased inside of a lab',
  hint: 'give one as IP/PREFIX, or leave it out',
}

const IDLE = (key: string): Said => ({
  message: `${key} without a delay does nothing`,
  hint: 'give one: delay: 100ms',
})
