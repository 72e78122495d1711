import { CtnetError } from '../model/error.ts'
import { quoted } from '../model/text.ts'
import type { Refusal } from './verdict.ts'

/** What was to be loaded when a file was met that mustn't be run. */
export interface Loading {
  /** `the configuration`, `the plugin`. */
  readonly what: string
  readonly file: string
  /** The file that root would have to trust. */
  readonly entry: string
}

/** That root hasn't been told to trust the file, with the command to tell it: exit 5. */
export function untrusted(refusal: Refusal, { what, file, entry }: Loading): CtnetError {
  const { path, kind, why, fix } = refusal
  const itself = path === file
  const subject = itself ? `${what} ${quoted(file)}` : `${what} ${quoted(file)} loads ${quoted(path)}, which`
  if (kind === 'exposed') {
    const message = `root runs code of the system's only if nobody else can change it, but ${why}`
    return new CtnetError('denied', 'code-unsafe', message, { hint: fix })
  }
  // A lab's file is named on the command line itself.
  const wayOut = what === 'the lab' ? '' : '; or go on without it: --no-config'
  const message =
    kind === 'changed'
      ? `${subject} has changed since root was told to trust it`
      : `${subject} is not trusted: as root, ctnet runs no code that it hasn't been told to trust`
  return new CtnetError('denied', 'untrusted', message, {
    hint: `look at it, then: ctnet config trust ${quoted(entry)}${wayOut}`,
  })
}
