import type { Family } from '../../model/address.ts'
import { HOST } from '../../model/endpoint.ts'
import { changeSpace, type Facts, spaceOf } from '../../model/facts.ts'
import type { Step } from '../step.ts'

const CHAIN = 'CTNET-FORWARD'
const NEW_CHAIN = `-N ${CHAIN}`
const HOOK = `-A FORWARD -j ${CHAIN}`
const PROGRAM = { 4: 'iptables', 6: 'ip6tables' } as const
/** Seconds that iptables may wait for its lock. */
const WAIT = '5'

/** The rule as `iptables -S` prints it. */
const rule = (bridge: string): string =>
  `-A ${CHAIN} -i ${bridge} -o ${bridge} -m comment --comment "ctnet: bridge ${bridge}" -j ACCEPT`

const linesOf = (facts: Facts, family: Family): readonly string[] => spaceOf(facts, HOST).rules[family] ?? []

const setLines = (facts: Facts, family: Family, lines: readonly string[]): Facts =>
  changeSpace(facts, HOST, ({ rules }) => ({ rules: { ...rules, [family]: lines } }))

/** Whether what is forwarded between the bridge's ports is already let through by ctnet's own rule. */
export const isAccepted = (facts: Facts, family: Family, bridge: string): boolean =>
  [HOOK, rule(bridge)].every((line) => linesOf(facts, family).includes(line))

export const hasRule = (facts: Facts, family: Family, bridge: string): boolean =>
  linesOf(facts, family).includes(rule(bridge))

const restore = (family: Family, lines: readonly string[]) => ({
  kind: 'exec' as const,
  argv: [`${PROGRAM[family]}-restore`, '--noflush', '--wait', WAIT],
  input: ['*filter', ...lines, 'COMMIT', ''].join('\n'),
})

/**
 * Lets a bridge's ports reach each other where the host filters bridged frames: Docker sets the policy of FORWARD to
 * DROP and loads br_netfilter. One atomic change to a chain of ctnet's own, hooked once.
 */
export function acceptBridge(facts: Facts, family: Family, bridge: string): Step {
  const before = linesOf(facts, family)
  const missing = [NEW_CHAIN, HOOK, rule(bridge)].filter((line) => !before.includes(line))
  // `-N` is spelled as a chain declaration in the language of iptables-restore; on a chain that exists it would flush it.
  const lines = missing.map((line) =>
    line === NEW_CHAIN ? `:${CHAIN} - [0:0]` : line === HOOK ? `-I FORWARD -j ${CHAIN}` : line,
  )
  return {
    in: HOST,
    run: [restore(family, lines)],
    effect: (known) => setLines(known, family, [...linesOf(known, family), ...missing]),
    why: `Let the bridge's ports reach each other, also where Docker drops what is forwarded (IPv${family})`,
    undo: withdraw(family, bridge, missing),
  }
}

/** Takes the bridge's rule away, and with the last rule the chain; put back exactly so. */
export function forgetBridge(facts: Facts, family: Family, bridge: string): Step {
  const before = linesOf(facts, family)
  const last = before.filter((line) => line.startsWith(`-A ${CHAIN} `)).length === 1
  const gone = last ? [NEW_CHAIN, HOOK, rule(bridge)].filter((line) => before.includes(line)) : [rule(bridge)]
  const { undo: _, ...forward } = withdraw(family, bridge, gone)
  return {
    ...forward,
    why: `Take the bridge's rule out of the firewall (IPv${family})`,
    undo: {
      ...acceptBridge(
        setLines(
          facts,
          family,
          before.filter((line) => !gone.includes(line)),
        ),
        family,
        bridge,
      ),
      guard: { kind: 'check', in: HOST, argv: check(family, bridge), succeeds: false },
      why: 'Put the rule back',
    },
  }
}

const check = (family: Family, bridge: string): string[] => [
  ...[PROGRAM[family], '--wait', WAIT, '-C', CHAIN, '-i', bridge, '-o', bridge],
  ...['-m', 'comment', '--comment', `ctnet: bridge ${bridge}`, '-j', 'ACCEPT'],
]

function withdraw(family: Family, bridge: string, lines: readonly string[]): Step {
  const deletion = [...lines]
    .reverse()
    .map((line) => (line === NEW_CHAIN ? `-X ${CHAIN}` : line.replace(/^-A/, '-D')))
  return {
    in: HOST,
    run: [restore(family, deletion)],
    effect: (known) =>
      setLines(
        known,
        family,
        linesOf(known, family).filter((line) => !lines.includes(line)),
      ),
    why: 'Take the rule away again',
    guard: { kind: 'check', in: HOST, argv: check(family, bridge), succeeds: true },
  }
}

/** The bridges that rules of ctnet's are about. */
export const bridgesWithRules = (lines: readonly string[]): string[] =>
  lines.flatMap((line) => /^-A CTNET-FORWARD -i (\S+) -o \1 /.exec(line)?.[1] ?? [])

/** Whether ctnet's chain is there without any rule: somebody flushed it. */
export function isLeftEmpty(facts: Facts, family: Family): boolean {
  const lines = linesOf(facts, family)
  return lines.length > 0 && !lines.some((line) => line.startsWith(`-A ${CHAIN} `))
}

/** Takes away ctnet's chain where it has no rule left. */
export function forgetEmptyChain(facts: Facts, family: Family): Step {
  const before = linesOf(facts, family)
  const hooked = before.includes(HOOK)
  return {
    in: HOST,
    run: [restore(family, [...(hooked ? [`-D FORWARD -j ${CHAIN}`] : []), `-X ${CHAIN}`])],
    effect: (known) => setLines(known, family, []),
    why: `Take ctnet's empty chain out of the firewall (IPv${family})`,
    undo: {
      in: HOST,
      run: [restore(family, [`:${CHAIN} - [0:0]`, ...(hooked ? [`-I FORWARD -j ${CHAIN}`] : [])])],
      effect: (known) => setLines(known, family, before),
      why: 'Put the chain back',
    },
  }
}
