import { CtnetError } from '../model/error.ts'
import { quoted } from '../model/text.ts'

/** An engine's address, as somebody chose it. */
export interface ChosenAddress {
  readonly address: string
  /** Where it is written, for an error. */
  readonly said: string
  /** What to type to have an engine of this machine. */
  readonly local: string
}

/** The socket that an address names. @throws exit 6 for what is no socket of this machine */
export function socketOf({ address, said, local }: ChosenAddress): string {
  if (address.startsWith('unix://')) return address.slice('unix://'.length)
  if (!/^(tcp|ssh|https?|npipe|fd):\/\//.test(address)) {
    throw new CtnetError(
      'missing',
      'engine-address',
      `${said} is ${quoted(address)}: that is no engine's address`,
      { hint: local },
    )
  }
  throw new CtnetError(
    'missing',
    'engine-remote',
    `${said} is ${quoted(address)}: that engine's containers are another machine's`,
    { hint: `run ctnet on that machine, or ${local}` },
  )
}
