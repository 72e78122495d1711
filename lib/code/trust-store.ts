import { mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { CtnetError } from '../model/error.ts'
import { quoted } from '../model/text.ts'
import { exposureOf } from './trusted-path.ts'
import { sha256, type TrustedFile } from './verdict.ts'

/** What root has been told to trust; it outlives a reboot. */
const DIRECTORY = '/var/lib/ctnet/trust'

/** What was trusted at once: a file, and all that it loads. */
interface Trust {
  readonly file: string
  readonly files: readonly TrustedFile[]
}

/** All files that are trusted, each with its content's hash. @throws exit 5 where anybody but root could have said so */
export function readTrust(): readonly TrustedFile[] {
  return recordsIn().flatMap((record) => {
    refuseExposed(record)
    try {
      return (JSON.parse(readFileSync(record, 'utf8')) as Trust).files
    } catch (cause) {
      throw new CtnetError(
        'denied',
        'trust-damaged',
        `what root trusts can't be read: ${(cause as Error).message}`,
        {
          hint: `rm ${quoted(record)}, and trust the file again`,
          cause,
        },
      )
    }
  })
}

/** Trusts a file and all that it loads, in place of what was trusted of it before. @throws exit 5 or 6 where it can't be kept */
export function writeTrust(trust: Trust): void {
  const record = recordOf(trust.file)
  try {
    mkdirSync(DIRECTORY, { recursive: true, mode: 0o755 })
    refuseExposed(DIRECTORY)
    writeFileSync(`${record}.new`, `${JSON.stringify({ version: 1, ...trust }, undefined, 2)}\n`, {
      mode: 0o644,
    })
    renameSync(`${record}.new`, record)
  } catch (cause) {
    if (cause instanceof CtnetError) throw cause
    const { code, message } = cause as NodeJS.ErrnoException
    const denied = code === 'EACCES' || code === 'EPERM' || code === 'EROFS'
    throw new CtnetError(denied ? 'denied' : 'missing', 'trust', `the trust can't be kept: ${message}`, {
      hint: denied
        ? `see who may write there: ls -ld ${DIRECTORY}`
        : 'make room in /var/lib: df -h -i /var/lib',
      cause,
    })
  }
}

/** Takes back the trust in a file; whether there was one. */
export function removeTrust(file: string): boolean {
  const record = recordOf(file)
  if (!recordsIn().includes(record)) return false
  rmSync(record)
  if (recordsIn().length === 0) rmSync(DIRECTORY, { recursive: true })
  return true
}

const recordOf = (file: string): string => join(DIRECTORY, `${sha256(file)}.json`)

function recordsIn(): readonly string[] {
  try {
    return readdirSync(DIRECTORY)
      .filter((name) => name.endsWith('.json'))
      .map((name) => join(DIRECTORY, name))
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return []
    throw error
  }
}

function refuseExposed(path: string): void {
  const exposed = exposureOf(path)
  if (exposed === undefined) return
  throw new CtnetError(
    'denied',
    'trust-unsafe',
    `what root trusts is kept in ${quoted(dirname(path))}, but ${exposed.why}`,
    { hint: exposed.fix },
  )
}
