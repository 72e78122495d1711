import { lstatSync, mkdirSync } from 'node:fs'
import * as module from 'node:module'
import { homedir } from 'node:os'

/**
 * Lets Node keep the compiled form of our code (Node 22.1 and later). Its usual place, below /tmp, could be made by
 * another user beforehand, who would then choose what root runs; so it is a directory of our own, or nowhere.
 */
export function enableCompileCache(): void {
  if (!('enableCompileCache' in module)) return
  const directory = cacheDirectory()
  try {
    mkdirSync(directory, { recursive: true, mode: 0o700 })
    const { uid, mode } = lstatSync(directory)
    const safe = uid === process.geteuid?.() && (mode & 0o170000) === 0o040000 && (mode & 0o022) === 0
    if (safe) (module.enableCompileCache as (directory: string) => unknown)(directory)
  } catch {
    // It is only slower without.
  }
}

/** For root not below HOME, which sudo may leave at the caller's. */
const cacheDirectory = (): string =>
  process.geteuid?.() === 0
    ? '/var/cache/ctnet'
    : `${process.env.XDG_CACHE_HOME || `${homedir()}/.cache`}/ctnet`
