import type { Family } from '../../model/address.ts'
import { changeSpace } from '../../model/effects.ts'
import { HOST } from '../../model/endpoint.ts'
import { type Facts, type Space, spaceOf } from '../../model/facts.ts'
import { FORWARDING } from '../../model/forwarding.ts'
import type { Command, Step } from '../step.ts'

type Sysctls = Space['sysctls']

/** IPv4's switch turns this one too, the other way round (Linux, net/ipv4/devinet.c). */
const REDIRECTS = 'net/ipv4/conf/all/accept_redirects'

/** What the switch leaves: every interface as itself. */
function switched(sysctls: Sysctls, family: Family, value: string): Sysctls {
  const path = FORWARDING[family]
  const isOne = (other: string) => other.startsWith(`net/ipv${family}/conf/`) && other.endsWith('/forwarding')
  const others = Object.entries(sysctls).filter(([other]) => other === path || !isOne(other))
  const redirects = family === 4 && sysctls[REDIRECTS] !== undefined
  return {
    ...Object.fromEntries(others),
    [path]: value,
    ...(redirects && { [REDIRECTS]: value === '0' ? '1' : '0' }),
  }
}

/** What switching forwarding back wouldn't bring back: interfaces that were set by themselves, and what it turns too. */
export function lostBySwitching(facts: Facts, family: Family): Sysctls {
  const { sysctls } = spaceOf(facts, HOST)
  const back = switched(sysctls, family, sysctls[FORWARDING[family]] ?? '0')
  return Object.fromEntries(Object.entries(sysctls).filter(([path, value]) => back[path] !== value))
}

/** Lets the host forward IP packets, or not. */
export function setForwarding(facts: Facts, family: Family, value: '0' | '1', why: string): Step {
  const path = FORWARDING[family]
  const before = spaceOf(facts, HOST).sysctls[path] ?? '0'
  const lost = lostBySwitching(facts, family)
  const sysctl = (file: string, to: string): Command => ({ kind: 'sysctl', path: file, value: to })
  const effect =
    (to: string, more: Sysctls = {}): Step['effect'] =>
    (known) =>
      changeSpace(known, HOST, ({ sysctls }) => ({ sysctls: { ...switched(sysctls, family, to), ...more } }))
  return {
    in: HOST,
    run: [sysctl(path, value)],
    effect: effect(value),
    why,
    undo: {
      in: HOST,
      run: [sysctl(path, before), ...Object.entries(lost).map(([file, to]) => sysctl(file, to))],
      effect: effect(before, lost),
      why: 'Set it back to what it was',
      guard: { kind: 'sysctl', in: HOST, path, value },
    },
  }
}
