import { RUNTIME_NAMES } from './endpoint.ts'
import { usageError } from './error.ts'
import { parseHostName } from './host-name.ts'
import { quoted } from './text.ts'

/** `SERVER[:ALIAS]`: a first word that is a runtime's name belongs to the server; the alias is the server's name without. @throws exit 2 */
export function parseServer(text: string): { readonly server: string; readonly alias: string } {
  const parts = text.split(':')
  const runtime =
    parts.length > 1 && RUNTIME_NAMES.some((name) => name === parts[0]) ? `${parts.shift()}:` : ''
  const [name = '', alias, ...more] = parts
  if (name === '' || more.length > 0)
    throw usageError(`${quoted(text)} names no server`, 'write SERVER or SERVER:ALIAS')
  return { server: `${runtime}${name}`, alias: parseHostName(alias ?? name.replaceAll('_', '-')) }
}
