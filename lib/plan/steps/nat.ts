import { HOST, type Place } from '../../model/endpoint.ts'
import type { Command, Step } from '../step.ts'

export interface NatChange {
  readonly place: Place
  /** The interfaces behind whose address everything else is hidden. */
  readonly interfaces: readonly string[]
  readonly before: readonly string[]
}

/** A table of a namespace's own, whole, in one transaction, for both families (nft(8)). */
const TABLE = 'inet ctnet_lab'

const replace = (interfaces: readonly string[]): Command => ({
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

/** Hides what a node forwards behind the address of the interface that it leaves by. */
export function setNat({ place, interfaces, before }: NatChange): Step {
  if (place === HOST) throw new Error("the host's packets are its own affair")
  return {
    in: place,
    run: [replace(interfaces)],
    effect: (facts) => facts,
    why: interfaces.length === 0 ? 'Hide nothing any more' : `Hide what leaves by ${interfaces.join(', ')}`,
    undo: {
      in: place,
      run: [replace(before)],
      effect: (facts) => facts,
      why: 'Put back what was hidden before',
      guard: {
        kind: 'shows',
        in: place,
        argv: ['nft', 'list', 'table', ...TABLE.split(' ')],
        something: interfaces.length > 0,
      },
    },
  }
}
