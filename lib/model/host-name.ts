import { usageError } from './error.ts'
import { quoted } from './text.ts'

const LABEL = /^[a-z\d]([a-z\d-]{0,61}[a-z\d])?$/i

/** The longest hostname that the kernel keeps (uname(2)). */
const LONGEST_HOSTNAME = 64

const GRAMMAR = 'use letters, digits and dashes, in parts of at most 63 with dots between them'

/**
 * The name of a host (RFC 1123, section 2.1): `db`, `db.example.com`. One whose last part is a number would be read as an
 * address, before anybody looks it up. @throws exit 2
 */
export function parseHostName(text: string): string {
  const labels = text.split('.')
  if (text.length > 253 || !labels.every((label) => LABEL.test(label)))
    throw usageError(`${quoted(text)} is not a host's name`, GRAMMAR)
  if (/^\d+$/.test(labels.at(-1) ?? ''))
    throw usageError(
      `${quoted(text)} would be read as an address`,
      'give a name with a letter in its last part',
    )
  return text
}

/** A host's own name. @throws exit 2 */
export function parseHostname(text: string): string {
  const name = parseHostName(text)
  if (name.length <= LONGEST_HOSTNAME) return name
  throw usageError(
    `${quoted(text)} is too long for a hostname`,
    `the kernel keeps ${LONGEST_HOSTNAME} characters`,
  )
}

/** A domain to search, or `.` for none but the root (resolv.conf(5)). @throws exit 2 */
export function parseDomain(text: string): string {
  if (text === '.') return text
  const domain = text.replace(/\.$/, '')
  const labels = domain.split('.')
  if (domain.length <= 253 && labels.every((label) => LABEL.test(label.replace(/^_/, '')))) return domain
  throw usageError(`${quoted(text)} is not a domain`, `${GRAMMAR}, like example.com`)
}
