import type { Options } from 'yargs'
import type { Completes } from '../../model/completes.ts'

/** An option, as a shell completes it. */
export interface Flag {
  readonly name: string
  readonly alias?: string
  readonly describe: string
  readonly takesValue: boolean
  /** That it may be given more than once. */
  readonly many: boolean
  readonly completes?: Completes
}

/** An option or a positional, as a command declares it. */
export type Declared = Options & { readonly completes?: Completes }

/** Options as flags: a command's own, those of every command, a topology's. */
export const flagsOf = (options: Readonly<Record<string, Declared>>): readonly Flag[] =>
  Object.entries(options).map(
    ([name, { alias, describe, type, array, choices, completes = choices?.map(String) }]) => ({
      name,
      ...(typeof alias === 'string' && { alias }),
      describe: describe || '',
      takesValue: type !== 'boolean',
      many: array === true,
      ...(completes !== undefined && { completes }),
    }),
  )

/** As they are typed: `--if`, `-i`. */
export const spellingsOf = ({ name, alias }: Flag): readonly string[] =>
  [name, alias].flatMap((one) => (one === undefined ? [] : one.length === 1 ? `-${one}` : `--${one}`))
