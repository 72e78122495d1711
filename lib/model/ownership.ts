import { quoted } from './text.ts'

/** What lstat(2) says of a file, as far as it matters here. */
export interface Ownership {
  readonly uid: number
  readonly mode: number
}

const TYPE = 0o170000
const DIRECTORY = 0o040000
const LINK = 0o120000
const STICKY = 0o1000
const OTHERS_WRITE = 0o022

export interface Exposure {
  readonly why: string
  /** The command that ends it. */
  readonly fix: string
}

export const isDirectory = ({ mode }: Ownership): boolean => (mode & TYPE) === DIRECTORY

/**
 * What lets anybody but its rightful owners change the file or directory; nothing where it is safe. A link's mode has no
 * meaning, and in a sticky directory nobody can take away what is another's (inode(7)). An access control list that
 * lets others write shows as the group's write bit (acl(5)).
 */
export function exposure(
  path: string,
  { uid, mode }: Ownership,
  owners: readonly number[],
): Exposure | undefined {
  const isLink = (mode & TYPE) === LINK
  if (!owners.includes(uid)) {
    const chown = isLink ? 'chown -h' : 'chown'
    return { why: `${quoted(path)} belongs to user ${uid}`, fix: `${chown} root:root ${quoted(path)}` }
  }
  if (isLink || (isDirectory({ uid, mode }) && (mode & STICKY) !== 0) || (mode & OTHERS_WRITE) === 0)
    return undefined
  return {
    why: `${quoted(path)} can be changed by others (mode ${(mode & 0o7777).toString(8)})`,
    fix: `chmod go-w ${quoted(path)}`,
  }
}
