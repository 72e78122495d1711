import { usageError } from './error.ts'
import { hasUnprintable, quoted } from './text.ts'

/** The kernel's IFNAMSIZ, less the final NUL. */
export const LONGEST_NAME = 15

/**
 * The name of an interface that ctnet may create. Narrower than the kernel's rule (any 1 to 15 bytes but `/`, `:` and
 * white space), because such a name ends in sysctl paths, firewall rules and other people's scripts. @throws exit 2
 */
export function newInterfaceName(text: string): string {
  refuseTooLong(text)
  if (!/^[A-Za-z0-9_][A-Za-z0-9_.-]*$/.test(text) || /^(all|default|lo)$/.test(text)) {
    throw usageError(
      `${quoted(text)} can't be used as an interface's name`,
      'use letters, digits, dots, dashes and underscores, and start with a letter or a digit',
    )
  }
  return text
}

/** The name of an interface that may exist: whatever the kernel accepts. @throws exit 2 */
export function knownInterfaceName(text: string): string {
  refuseTooLong(text)
  if (text === '' || text === '.' || text === '..' || /[/:\s]/.test(text) || hasUnprintable(text)) {
    throw usageError(`${quoted(text)} is not an interface's name`, 'see which there are: ip link')
  }
  return text
}

function refuseTooLong(text: string): void {
  if (Buffer.byteLength(text) <= LONGEST_NAME) return
  throw usageError(
    `${quoted(text)} is too long for an interface's name`,
    `the kernel takes ${LONGEST_NAME} bytes`,
  )
}

/** Where the files are that programs in a bare namespace see as those of /etc, in a directory of its name (ip-netns(8)). */
export const NETNS_FILES_DIRECTORY = '/etc/netns'

/** The name of an entry of /var/run/netns, as `ip netns` takes it. @throws exit 2 */
export function netnsName(text: string): string {
  const bad =
    text === '' || text.startsWith('.') || text.startsWith('-') || /[/\s]/.test(text) || hasUnprintable(text)
  if (bad || Buffer.byteLength(text) > 255) {
    throw usageError(
      `${quoted(text)} can't be used as a namespace's name`,
      'use letters, digits, dots, dashes and underscores',
    )
  }
  return text
}
