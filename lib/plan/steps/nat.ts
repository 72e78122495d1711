import { HOST, type Place } from '../../model/endpoint.ts'
import type { Command, Guard, Step } from '../step.ts'

/** Who the rules are given to: the first one that the host has. */
export const NAT_PROGRAMS = ['nft', 'iptables'] as const
export type NatProgram = (typeof NAT_PROGRAMS)[number]

export interface NatChange {
  readonly place: Place
  /** The interfaces behind whose address everything else is hidden. */
  readonly interfaces: readonly string[]
  readonly before: readonly string[]
  readonly program: NatProgram
}

/** A table of a namespace's own, whole, in one transaction, for both families (nft(8)). */
const TABLE = 'inet ctnet_lab'

const replaceTable = (interfaces: readonly string[]): Command => ({
  kind: 'exec',
  argv: ['nft', '-f', '-'],
  input: [`table ${TABLE}`, `delete table ${TABLE}`, ...tableOf(interfaces), ''].join('\n'),
})

const tableOf = (interfaces: readonly string[]): string[] =>
  interfaces.length === 0
    ? []
    : [
        `table ${TABLE} {`,
        '  chain postrouting {',
        '    type nat hook postrouting priority srcnat;',
        `    oifname { ${interfaces.map((name) => `"${name}"`).join(', ')} } masquerade`,
        '  }',
        '}',
      ]

/** A chain of its own in each family's table nat, called once; IPv6 only where the kernel has NAT for it (iptables(8)). */
const CHAIN = 'CTNET-LAB'

const REFILL = `for p in iptables ip6tables; do
  [ $p = iptables ] || $p -w 5 -t nat -n -L >/dev/null 2>&1 || continue
  $p -w 5 -t nat -N ${CHAIN} 2>/dev/null || $p -w 5 -t nat -F ${CHAIN} || exit
  for i; do $p -w 5 -t nat -A ${CHAIN} -o "$i" -j MASQUERADE || exit; done
  $p -w 5 -t nat -C POSTROUTING -j ${CHAIN} 2>/dev/null || $p -w 5 -t nat -A POSTROUTING -j ${CHAIN} || exit
done`

const REMOVE = `for p in iptables ip6tables; do
  $p -w 5 -t nat -n -L ${CHAIN} >/dev/null 2>&1 || continue
  $p -w 5 -t nat -D POSTROUTING -j ${CHAIN} 2>/dev/null
  $p -w 5 -t nat -F ${CHAIN} && $p -w 5 -t nat -X ${CHAIN} || exit
done`

const replaceChain = (interfaces: readonly string[]): Command => ({
  kind: 'exec',
  argv: ['sh', '-c', interfaces.length === 0 ? REMOVE : REFILL, 'sh', ...interfaces],
  programs: ['iptables'],
})

const replace = (program: NatProgram, interfaces: readonly string[]): Command =>
  program === 'nft' ? replaceTable(interfaces) : replaceChain(interfaces)

/** Hides what a node forwards behind the address of the interface that it leaves by. */
export function setNat({ place, interfaces, before, program }: NatChange): Step {
  if (place === HOST) throw new Error("the host's packets are its own affair")
  const list =
    program === 'nft' ? ['list', 'table', ...TABLE.split(' ')] : ['-w', '5', '-t', 'nat', '-S', CHAIN]
  const guard: Guard = {
    kind: 'shows',
    in: place,
    argv: [program, ...list],
    something: interfaces.length > 0,
  }
  return {
    in: place,
    run: [replace(program, interfaces)],
    effect: (facts) => facts,
    why: interfaces.length === 0 ? 'Hide nothing any more' : `Hide what leaves by ${interfaces.join(', ')}`,
    undo: {
      in: place,
      run: [replace(program, before)],
      effect: (facts) => facts,
      why: 'Put back what was hidden before',
      guard,
    },
  }
}
