import { existsSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import satisfies from 'semver/functions/satisfies.js'
import { quoted } from '../model/text.ts'
import { VERSION } from '../model/version.ts'
import { pluginError } from './error.ts'

/** The part of a package.json that counts here. */
export interface Package {
  readonly version?: string
  readonly peerDependencies?: { readonly ctnet?: string }
}

/** The package that a file belongs to. */
export function packageOf(file: string): Package | undefined {
  for (let folder = dirname(file); folder !== dirname(folder); folder = dirname(folder)) {
    const manifest = join(folder, 'package.json')
    if (existsSync(manifest)) return readManifest(manifest, file)
  }
  return undefined
}

function readManifest(manifest: string, file: string): Package {
  try {
    return JSON.parse(readFileSync(manifest, 'utf8')) as Package
  } catch (error) {
    const message = `is in a package whose ${quoted(manifest)} can't be read: ${(error as Error).message}`
    throw pluginError(file, message, 'put that right')
  }
}

/** @throws exit 2 where the package says that it goes with other versions of ctnet; the sources are of none */
export function refuseOtherVersion(file: string, found: Package | undefined): void {
  const wanted = found?.peerDependencies?.ctnet
  if (typeof wanted !== 'string' || !/^\d/.test(VERSION)) return
  if (satisfies(VERSION, wanted, { includePrerelease: true })) return
  throw pluginError(
    file,
    `goes with ctnet ${wanted}, and this is ctnet ${VERSION}`,
    'take a version of the plugin that goes with it, or another ctnet',
  )
}
