import type { IMPAIRMENTS } from '../../model/impairment.ts'
import type { ImageRuntime } from '../../model/lab.ts'

/** Where a list may stand, one value alone will do. */
export type OneOrMore<T> = T | readonly T[]

/** A number is as good as its digits. */
export type Text = string | number

/** A lab as it is typed, in a file or as code: see docs/lab-file.md. */
export interface LabWritten {
  /** The grammar's own address, for editors. */
  readonly $schema?: string
  /** Letters, digits, `-` and `_`; by default the file's name without its ending. */
  readonly name?: Text
  /** Files to read first, meant from this one. */
  readonly include?: OneOrMore<string> | null
  /** Values by name, for `${name}`. */
  readonly vars?: Readonly<Record<string, string | number | boolean>> | null
  readonly nodes?: Readonly<Record<string, NodeWritten | null>> | null
  /** `END -- END`, or the same with more to it. */
  readonly links?: OneOrMore<string | LinkWritten> | null
  /** Bridges of the host's, which the lab makes, by name. */
  readonly bridges?: Readonly<Record<string, BridgeWritten | null>> | null
  /** Where addresses that aren't given come from: one subnet per family. */
  readonly subnet?: OneOrMore<string>
  readonly routing?: 'shortest' | 'none'
  /** What `ctnet test` asks: `ping h1 h2`, `not tcp h1 web:81`, `exec h1 LINE`. */
  readonly expect?: OneOrMore<string | CheckWritten> | null
}

export interface NodeWritten {
  readonly image?: string
  readonly runtime?: ImageRuntime
  readonly container?: string
  readonly switch?: boolean
  readonly forward?: boolean
  readonly nat?: OneOrMore<string>
  readonly address?: OneOrMore<string>
  readonly routes?: OneOrMore<string>
  readonly names?: OneOrMore<string>
  readonly sysctls?: Readonly<Record<string, string | number | boolean>>
  readonly publish?: OneOrMore<Text>
  readonly exec?: OneOrMore<string>
  readonly services?: OneOrMore<string>
  readonly role?: string
  readonly command?: OneOrMore<Text>
  readonly env?: Readonly<Record<string, string | number | boolean>>
  readonly binds?: OneOrMore<string>
}

/** As `ctnet impair` takes them: `delay: '10ms'`, `loss: '1%'`, `rate: '1mbit'`. */
export type ImpairmentWritten = { readonly [K in (typeof IMPAIRMENTS)[number]]?: Text }

export interface LinkWritten extends ImpairmentWritten {
  /** `END -- END`, or two ends. */
  readonly ends: string | readonly (string | EndWritten)[]
  /** Bytes. */
  readonly mtu?: Text
  /** Where the addresses of its ends are chosen from: one subnet per family. */
  readonly subnet?: OneOrMore<string>
}

/** Impairments are of what this end sends. */
export interface EndWritten extends ImpairmentWritten {
  /** A node, a bridge of the lab's, or `host`. */
  readonly node: Text
  readonly interface?: Text
  /** `IP/PREFIX[@GATEWAY]`, `auto` or `none`. */
  readonly address?: OneOrMore<string>
  readonly mac?: string
}

export interface BridgeWritten {
  readonly address?: OneOrMore<string>
  /** Bytes. */
  readonly mtu?: Text
  readonly masquerade?: boolean
}

/** One of `ping`, `tcp` and `exec`. */
export interface CheckWritten {
  readonly ping?: Text
  readonly tcp?: Text
  readonly exec?: Text
  /** Of `ping` and `tcp`. */
  readonly to?: Text
  /** Of `exec`: a line for the shell. */
  readonly run?: Text
  readonly not?: boolean
}

/**
 * A lab as code, checked by its type: what a lab file in TypeScript or JavaScript exports by default.
 *
 * @example
 * import { defineLab } from 'ctnet'
 *
 * export default defineLab({
 *   nodes: { h1: {}, h2: {} },
 *   links: ['h1 -- h2'],
 *   expect: ['ping h1 h2'],
 * })
 */
export const defineLab = (lab: LabWritten): LabWritten => lab

/** One value as a list of one; nothing as none. */
export const listOf = <T>(value: OneOrMore<T> | null | undefined): readonly T[] =>
  value === null || value === undefined ? [] : Array.isArray(value) ? value : [value as T]
