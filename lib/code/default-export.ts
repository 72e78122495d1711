import { CtnetError } from '../model/error.ts'
import { quoted } from '../model/text.ts'
import { type LoadedCode, loadCode } from './load-code.ts'

/**
 * What a file of code exports by default.
 * @throws exit 2 where it exports nothing so, or fails, 5 where root hasn't been told to trust it
 * @param what it is, for messages: `the configuration`
 */
export async function loadDefault(file: string, what: string): Promise<unknown> {
  const exported = defaultOf(await loadCode({ name: file, namedIn: file, what }))
  if (exported !== undefined) return exported
  throw new CtnetError('usage', 'no-default', `${what} ${quoted(file)} exports nothing by default`, {
    hint: 'write: export default …',
  })
}

/** The default export, of a module that was made CommonJS by a compiler too. */
export function defaultOf({ exports }: LoadedCode): unknown {
  const exported = exports.default
  const isCompiled = typeof exported === 'object' && exported !== null && '__esModule' in exported
  return isCompiled && 'default' in exported ? exported.default : exported
}
