import type { Family } from '../../model/address.ts'
import { usageError } from '../../model/error.ts'
import { quoted } from '../../model/text.ts'

/** A command line of pipework's: an interface for a container, one of the host's that is waited for, or words for a program. */
export type PipeworkWords =
  | { readonly kind: 'wait'; readonly ifName: string | undefined }
  | {
      readonly kind: 'guest'
      /** `--direct-phys`: the interface itself goes into the container. */
      readonly direct: boolean
      /** A bridge's or an interface's name, `mac:MAC`, or the word `dummy`, `route`, `rule` or `tc`. */
      readonly device: string
      readonly ifName: string | undefined
      readonly hostIfName: string | undefined
      readonly family: Family | undefined
      readonly guest: string
      /** The address and the MAC, or what is passed on to `ip` or `tc`. */
      readonly rest: readonly string[]
    }

/** Where the words are too few, as pipework has it: how it is called is all there is to say. */
const tooFew = () => usageError('pipework: an interface, a container and an address are needed', SEE)
const SEE = 'see how it is called: pipework --help'

/** Reads pipework's command line; its options may also stand in another order than pipework wants. @throws exit 2 */
export function parsePipework(words: readonly string[]): PipeworkWords {
  if (words[0] === '--wait') return waiting(words.slice(1))
  const direct = words[0] === '--direct-phys'
  const [device, ...after] = direct ? words.slice(1) : words
  const { options, words: plain } = optionsOf(after)
  const [guest, ...rest] = plain
  if (!device || !guest || !rest[0]) throw tooFew()
  return {
    kind: 'guest',
    direct,
    device,
    ifName: options.get('-i'),
    hostIfName: options.get('-l'),
    family: familyOf(options.get('-a')),
    guest,
    rest,
  }
}

function waiting(after: readonly string[]): PipeworkWords {
  const { options, words } = optionsOf(after)
  const needless = words[0] ?? ['-l', '-a'].find((option) => options.has(option))
  if (needless !== undefined)
    throw usageError(
      `pipework --wait: ${quoted(needless)} means nothing there`,
      'write: pipework --wait [-i INTERFACE]',
    )
  return { kind: 'wait', ifName: options.get('-i') }
}

/** The options before the first word that is none. */
function optionsOf(words: readonly string[]): {
  readonly options: ReadonlyMap<string, string>
  readonly words: readonly string[]
} {
  const options = new Map<string, string>()
  let at = 0
  for (let option = words[0]; option?.startsWith('-'); option = words[at]) {
    const value = words[at + 1]
    if (!['-i', '-l', '-a'].includes(option))
      throw usageError(`pipework has no option ${quoted(option)}`, SEE)
    if (value === undefined) throw tooFew()
    if (options.has(option)) throw usageError(`pipework: ${option} is given twice`, 'leave one out')
    options.set(option, value)
    at += 2
  }
  return { options, words: words.slice(at) }
}

function familyOf(text: string | undefined): Family | undefined {
  if (text === undefined) return undefined
  if (text === '4') return 4
  if (text === '6') return 6
  throw usageError(`pipework: -a ${quoted(text)} is no family of addresses`, 'write -a 4 or -a 6')
}
