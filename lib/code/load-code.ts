import { fileURLToPath, pathToFileURL } from 'node:url'
import { CtnetError } from '../model/error.ts'
import { quoted } from '../model/text.ts'
import { importedBy, type Report } from './hooks.ts'
import { installHooks } from './install.ts'
import { isOwn } from './own-files.ts'
import { readTrust } from './trust-store.ts'
import { isRoot } from './trusted-path.ts'
import { untrusted } from './untrusted.ts'
import type { Policy, TrustedFile } from './verdict.ts'

/** Code to be loaded. */
export interface Wanted {
  /** A file's whole path, or a package's name. */
  readonly name: string
  /** The file that names it, from whose folder a package is looked for; a configuration file names itself. */
  readonly namedIn: string
  /** What it is, for messages: `the configuration`, `the plugin`. */
  readonly what: string
}

export interface LoadedCode {
  readonly exports: Readonly<Record<string, unknown>>
  /** The file that the name led to. */
  readonly file: string
  /** It, and every local file that it loaded: not those that had been loaded before. */
  readonly files: readonly TrustedFile[]
}

let policy: Policy | undefined
let hooks: (() => readonly Report[]) | undefined

/** Chooses which code may be run, before any is. */
export function usePolicy(chosen: Policy): void {
  policy = chosen
}

/** Which code may be run: by root only what is the system's, or trusted. @throws exit 5 */
export function policyInForce(): Policy {
  policy ??= { anything: !isRoot(), system: '/etc/ctnet', trusted: isRoot() ? readTrust() : [] }
  return policy
}

/**
 * Runs a file of TypeScript or JavaScript and what it imports.
 * @throws exit 2 where it isn't there or fails, 5 where root hasn't been told to trust it
 */
export async function loadCode(wanted: Wanted): Promise<LoadedCode> {
  hooks ??= installHooks(policyInForce())
  // What was loaded since, on demand, is of no concern here.
  hooks()
  const { name, namedIn } = wanted
  const specifier = name.startsWith('/') ? pathToFileURL(name).href : name
  try {
    const exports = (await import(importedBy(namedIn, specifier))) as LoadedCode['exports']
    const reports = hooks()
    return { exports, file: foundIn(reports) ?? name, files: filesOf(reports) }
  } catch (error) {
    throw failure(wanted, hooks(), error)
  }
}

const foundIn = (reports: readonly Report[]): string | undefined => {
  const found = reports.find((report) => report.kind === 'found')
  return found?.url.startsWith('file:') ? fileURLToPath(found.url) : undefined
}

const filesOf = (reports: readonly Report[]): readonly TrustedFile[] => [
  ...new Map(
    reports.flatMap((report) => (report.kind === 'loaded' ? [[report.file.path, report.file] as const] : [])),
  ).values(),
]

function failure({ name, namedIn, what }: Wanted, reports: readonly Report[], error: unknown): CtnetError {
  if (error instanceof CtnetError) return error
  const refused = reports.find((report) => report.kind === 'refused')
  const file = foundIn(reports)
  if (refused !== undefined) return untrusted(refused.refusal, { what, file: file ?? name, entry: namedIn })
  const named = name === namedIn ? '' : `, which ${quoted(namedIn)} names`
  if (file === undefined) {
    return new CtnetError('usage', 'code-missing', `there is no ${bare(what)} ${quoted(name)}${named}`, {
      hint: name.startsWith('/')
        ? 'put it there, or take its name away'
        : `install it there (npm install ${name}); a file is written with ./ before it`,
      cause: error,
    })
  }
  return new CtnetError(
    'usage',
    'code-failed',
    `${what} ${quoted(file)}${named} can't be loaded: ${messageOf(error)}`,
    {
      hint: 'put that right; or go on without it: --no-config',
      cause: error,
    },
  )
}

const bare = (what: string): string => what.replace(/^the /, '')

/** What was thrown, with the place that its trace begins at. */
function messageOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error)
  const message = error.message.split('\n')[0] ?? ''
  const url = /file:\/\/\/[^\s()]+?:\d+/.exec(error.stack ?? '')?.[0]
  if (url === undefined || isOwn(url)) return message
  return `${message} (${decodeURIComponent(url.slice('file://'.length))})`
}
