import { readFileSync } from 'node:fs'
import { CtnetError, usageError } from '../model/error.ts'
import { quoted } from '../model/text.ts'

/** A configuration file's text. @throws exit 2 where there is no such file, 5 where it can't be read */
export function readConfigFile(file: string): string {
  try {
    return readFileSync(file, 'utf8')
  } catch (cause) {
    throw unreadable(file, cause)
  }
}

/** Why a configuration file, or its directory, can't be read. */
export function unreadable(file: string, cause: unknown): CtnetError {
  const { code, message } = cause as NodeJS.ErrnoException
  if (code === 'ENOENT')
    return usageError(
      `there is no configuration file ${quoted(file)}`,
      'give the path of one, or leave --config out: see what is found then: ctnet config',
    )
  if (code === 'EISDIR' || code === 'ENOTDIR') {
    return usageError(
      `the configuration ${quoted(file)} is not a file`,
      `see what it is: ls -ld ${quoted(file)}`,
    )
  }
  return new CtnetError('denied', 'config-unreadable', `the configuration can't be read: ${message}`, {
    hint: `see who may: ls -ld ${quoted(file)}; or go on without it: --no-config`,
    cause,
  })
}
