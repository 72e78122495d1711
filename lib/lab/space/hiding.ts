import { CtnetError } from '../../model/error.ts'
import type { Facts } from '../../model/facts.ts'
import { NAT_PROGRAMS, type NatProgram, setNat } from '../../plan/steps/nat.ts'
import { Gathering, type Part } from '../difference.ts'
import type { SpaceChange } from './change.ts'

/** With its namespace a node loses what it hides: one whose cables are all new most likely has another. */
export function hiding(facts: Facts, { wanted, before, isNew, laid }: SpaceChange): Part {
  const part = new Gathering()
  const { place, node, nat, ends } = wanted
  const isFresh = isNew || (laid.size > 0 && ends.every(({ name }) => laid.has(name)))
  const had = isFresh ? [] : (before?.nat ?? [])
  if (had.join(' ') === nat.join(' ')) return part
  const step = setNat({ place, interfaces: nat, before: had, program: natProgram(facts, node) })
  if (isFresh) part.build.push(step)
  else part.differs(node, `hides what leaves by ${had.join(', ') || 'no interface'}`, step)
  return part
}

/** @throws exit 6 where there is none */
function natProgram({ programs }: Facts, node: string): NatProgram {
  const program = NAT_PROGRAMS.find((name) => programs === undefined || programs.includes(name))
  if (program !== undefined) return program
  throw new CtnetError(
    'missing',
    'no-firewall',
    `${node} is to do NAT, and there is neither nft nor iptables to give rules to`,
    { hint: 'install one: apt-get install nftables' },
  )
}
