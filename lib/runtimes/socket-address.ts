import { CtnetError } from '../model/error.ts'
import { quoted } from '../model/text.ts'

/**
 * The socket that an engine's address names; `said` is where it is written. @throws exit 6 for what is no socket of
 * this machine
 */
export function socketOf(said: string, address: string, usual: string): string {
  if (address.startsWith('unix://')) return address.slice('unix://'.length)
  if (!/^(tcp|ssh|https?|npipe|fd):\/\//.test(address)) {
    throw new CtnetError(
      'missing',
      'engine-address',
      `${said} is ${quoted(address)}: that is no engine's address`,
      { hint: `set it to a socket, like unix://${usual}, or unset it` },
    )
  }
  throw new CtnetError(
    'missing',
    'engine-remote',
    `${said} is ${quoted(address)}: that engine's containers are another machine's`,
    { hint: `run ctnet on that machine, or set ${said} to a local socket: unix://${usual}` },
  )
}
