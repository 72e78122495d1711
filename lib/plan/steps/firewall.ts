import type { Family } from '../../model/address.ts'
import { HOST } from '../../model/endpoint.ts'
import { changeSpace, type Facts, spaceOf } from '../../model/facts.ts'
import type { Step, Undoing } from '../step.ts'

const CHAIN = 'CTNET-FORWARD'
const NEW_CHAIN = `-N ${CHAIN}`
/** With its place among the rules of FORWARD, where it is put back. */
const HOOK = `-I FORWARD 1 -j ${CHAIN}`
const isHook = (line: string): boolean => /^-I FORWARD \d+ -j CTNET-FORWARD$/.test(line)
const PROGRAM = { 4: 'iptables', 6: 'ip6tables' } as const
/** Seconds that iptables may wait for its lock. */
const WAIT = '5'

/** The rule as it is observed, and as `iptables -S` prints it. */
const rule = (bridge: string): string =>
  `-A ${CHAIN} -i ${bridge} -o ${bridge} -m comment --comment "ctnet: bridge ${bridge}" -j ACCEPT`

const linesOf = (facts: Facts, family: Family): readonly string[] => spaceOf(facts, HOST).rules[family] ?? []

const setLines = (facts: Facts, family: Family, lines: readonly string[]): Facts =>
  changeSpace(facts, HOST, ({ rules }) => ({ rules: { ...rules, [family]: lines } }))

/** Whether what is forwarded between the bridge's ports is already let through by ctnet's own rule. */
export const isAccepted = (facts: Facts, family: Family, bridge: string): boolean =>
  linesOf(facts, family).some(isHook) && hasRule(facts, family, bridge)

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
  const missing = [
    ...(before.includes(NEW_CHAIN) ? [] : [NEW_CHAIN]),
    ...(before.some(isHook) ? [] : [HOOK]),
    ...(before.includes(rule(bridge)) ? [] : [rule(bridge)]),
  ]
  return {
    in: HOST,
    ...addition(family, missing),
    why: `Let the bridge's ports reach each other, also where Docker drops what is forwarded (IPv${family})`,
    undo: withdraw(family, bridge, missing),
  }
}

function addition(family: Family, lines: readonly string[]): Pick<Step, 'run' | 'effect'> {
  // `-N` is spelled as a chain declaration in the language of iptables-restore; on a chain that exists it would flush it.
  const words = lines.map((line) => (line === NEW_CHAIN ? `:${CHAIN} - [0:0]` : line))
  return {
    run: [restore(family, words)],
    effect: (known) => setLines(known, family, [...linesOf(known, family), ...lines]),
  }
}

/** Takes the bridge's rule away, and with the last rule the chain; put back exactly so. */
export function forgetBridge(facts: Facts, family: Family, bridge: string): Step {
  const before = linesOf(facts, family)
  const last = before.filter((line) => line.startsWith(`-A ${CHAIN} `)).length === 1
  const own = [NEW_CHAIN, ...before.filter(isHook), rule(bridge)].filter((line) => before.includes(line))
  const gone = last ? own : [rule(bridge)]
  const forward = withdraw(family, bridge, gone)
  return {
    ...forward,
    why: `Take the bridge's rule out of the firewall (IPv${family})`,
    undo: {
      in: HOST,
      ...addition(family, gone),
      guard: { kind: 'check', in: HOST, argv: check(family, bridge), says: 'no' },
      why: 'Put the rule back',
    },
  }
}

const check = (family: Family, bridge: string): string[] => [
  ...[PROGRAM[family], '--wait', WAIT, '-C', CHAIN, '-i', bridge, '-o', bridge],
  ...['-m', 'comment', '--comment', `ctnet: bridge ${bridge}`, '-j', 'ACCEPT'],
]

function withdraw(family: Family, bridge: string, lines: readonly string[]): Undoing {
  return {
    in: HOST,
    ...removal(family, lines),
    why: 'Take the rule away again',
    guard: { kind: 'check', in: HOST, argv: check(family, bridge), says: 'yes' },
  }
}

function removal(family: Family, lines: readonly string[]): Pick<Step, 'run' | 'effect'> {
  const deletion = [...lines].reverse().map((line) =>
    line
      .replace(/^-N/, '-X')
      .replace(/^-A/, '-D')
      .replace(/^-I FORWARD \d+/, '-D FORWARD'),
  )
  return {
    run: [restore(family, deletion)],
    effect: (known) =>
      setLines(
        known,
        family,
        linesOf(known, family).filter((line) => !lines.includes(line)),
      ),
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

/** Takes away ctnet's chain where it has no rule left; put back exactly so. */
export function forgetEmptyChain(facts: Facts, family: Family): Step {
  const gone = linesOf(facts, family)
  const list = [PROGRAM[family], '--wait', WAIT, '-n', '-L', CHAIN]
  return {
    in: HOST,
    ...removal(family, gone),
    why: `Take ctnet's empty chain out of the firewall (IPv${family})`,
    undo: {
      in: HOST,
      ...addition(family, gone),
      guard: { kind: 'check', in: HOST, argv: list, says: 'no' },
      why: 'Put the chain back',
    },
  }
}
