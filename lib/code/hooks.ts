import { readFileSync } from 'node:fs'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { type Format, moduleSource } from './module-source.ts'
import { isOwn, OWN_INDEX } from './own-files.ts'
import { judge, type Policy, type Refusal, sha256, type TrustedFile } from './verdict.ts'

/** What the hooks tell of: a file that is run, one that mustn't be, or where a name led. */
export type Report =
  | { readonly kind: 'loaded'; readonly file: TrustedFile }
  | { readonly kind: 'refused'; readonly refusal: Refusal }
  | { readonly kind: 'found'; readonly url: string }

interface ResolveContext {
  readonly parentURL?: string | undefined
}
interface Resolved {
  readonly url: string
  readonly format?: string | null | undefined
  readonly shortCircuit?: boolean | undefined
}
interface Loaded {
  readonly format?: string | null | undefined
  readonly source?: unknown
  readonly shortCircuit?: boolean | undefined
}
type Eventually<T> = T | Promise<T>

/** Node's hooks for modules (module.registerHooks, module.register): at once in the one, awaited in the other. */
export interface Hooks {
  resolve<C extends ResolveContext>(
    name: string,
    context: C,
    next: (name: string, context: C) => Eventually<Resolved>,
  ): Eventually<Resolved>
  load<C>(url: string, context: C, next: (url: string, context: C) => Eventually<Loaded>): Eventually<Loaded>
}

const NAMED = 'ctnet-plugin:'

/** A name as a file would import it, to be imported by ctnet on that file's behalf. */
export const importedBy = (file: string, name: string): string =>
  `${NAMED}${encodeURIComponent(JSON.stringify([pathToFileURL(file).href, name]))}`

/**
 * Hooks by which `ctnet` means the running ctnet, TypeScript is run as Node runs it, and nothing is run that mustn't be:
 * each file is read once, and what was judged is what runs.
 */
export const makeHooks = (policy: Policy, report: (report: Report) => void): Hooks => ({
  resolve(name, context, next) {
    if (name === 'ctnet') return { url: OWN_INDEX, format: 'module', shortCircuit: true }
    if (!name.startsWith(NAMED))
      return then(next(name, context), (found) => permitAddon(found, policy, report))
    const [parentURL, wanted] = JSON.parse(decodeURIComponent(name.slice(NAMED.length))) as [string, string]
    return then(next(wanted, { ...context, parentURL }), (found) => {
      report({ kind: 'found', url: found.url })
      return found
    })
  },
  load(url, context, next) {
    if (!url.startsWith('file:') || isOwn(url)) return next(url, context)
    const permitted = readPermitted(fileURLToPath(url), policy, report)
    return permitted === undefined ? next(url, context) : { ...permitted, shortCircuit: true }
  },
})

/** A file as it is to be run; nothing where its name doesn't say what it is. @throws where it mustn't be */
export function readPermitted(
  path: string,
  policy: Policy,
  report: (report: Report) => void,
): { readonly format: Format; readonly source: string | Uint8Array } | undefined {
  const content = readFileSync(path)
  const file = { path, sha256: sha256(content) }
  const refusal = judge(file, policy)
  if (refusal !== undefined) {
    report({ kind: 'refused', refusal })
    throw new Error(`${path} isn't trusted`)
  }
  report({ kind: 'loaded', file })
  return moduleSource(path, content)
}

/** What is no JavaScript is loaded past the hook for loading. */
function permitAddon<T extends Resolved>(found: T, policy: Policy, report: (report: Report) => void): T {
  if (found.url.startsWith('file:') && found.url.endsWith('.node') && !isOwn(found.url)) {
    readPermitted(fileURLToPath(found.url), policy, report)
  }
  return found
}

const then = <T, R>(value: Eventually<T>, use: (value: T) => R): Eventually<R> =>
  value instanceof Promise ? value.then(use) : use(value)
