import { createHash } from 'node:crypto'
import { exposureOf } from './trusted-path.ts'

/** A file with the content that root has been told to trust. */
export interface TrustedFile {
  readonly path: string
  readonly sha256: string
}

/** Which files may be run: any at all, or those below the system's folder that only root can change, and the trusted. */
export interface Policy {
  readonly anything: boolean
  readonly system: string
  readonly trusted: readonly TrustedFile[]
}

/** Why a file mustn't be run. */
export interface Refusal {
  readonly path: string
  readonly kind: 'unknown' | 'changed' | 'exposed'
  /** Of one that others can change: who, and the command that ends it. */
  readonly why?: string
  readonly fix?: string
}

export const sha256 = (content: string | Uint8Array): string =>
  createHash('sha256').update(content).digest('hex')

/** Whether a file of this content may be run; if not, why. */
export function judge({ path, sha256: hash }: TrustedFile, policy: Policy): Refusal | undefined {
  if (policy.anything) return undefined
  const known = policy.trusted.filter((file) => file.path === path)
  if (known.some((file) => file.sha256 === hash)) return undefined
  if (path.startsWith(`${policy.system}/`)) {
    const exposed = exposureOf(path)
    return exposed && { path, kind: 'exposed', ...exposed }
  }
  return { path, kind: known.length > 0 ? 'changed' : 'unknown' }
}
