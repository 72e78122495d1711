import Module from 'node:module'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { type Report, readPermitted } from './hooks.ts'
import { isOwn, OWN_INDEX } from './own-files.ts'
import type { Policy } from './verdict.ts'

interface Compiled {
  exports: unknown
  _compile(source: string, path: string): void
}
type Extension = (module: Compiled, path: string) => void

/** The part of Node's loader of CommonJS that is changed; it has been so for as long as there is Node. */
interface Loader {
  readonly _extensions: Record<string, Extension>
  _resolveFilename(name: string, ...rest: unknown[]): string
}

const EXTENSIONS = ['.js', '.cjs', '.mjs', '.json', '.node', '.ts', '.cts', '.mts']

/**
 * What `require` loads is held to the same policy: before Node 22.15 its hooks don't reach that, and later not where
 * another loader, such as tsx, has put itself between.
 * @param modules whether `require` may load modules, which the other hooks judge
 */
export function hookRequire(policy: Policy, report: (report: Report) => void, modules: boolean): void {
  const loader = Module as unknown as Loader
  const resolveFilename = loader._resolveFilename.bind(loader)
  loader._resolveFilename = (name, ...rest) =>
    name === 'ctnet' ? fileURLToPath(OWN_INDEX) : resolveFilename(name, ...rest)
  const usual = loader._extensions['.js'] as Extension
  for (const extension of EXTENSIONS) {
    const before = loader._extensions[extension] ?? usual
    loader._extensions[extension] = (module, path) => {
      if (isOwn(pathToFileURL(path).href)) return before(module, path)
      const permitted = readPermitted(path, policy, report)
      if (permitted?.format === 'commonjs') return module._compile(String(permitted.source), path)
      if (permitted?.format === 'json') module.exports = JSON.parse(String(permitted.source))
      else if (permitted?.format !== 'module' || modules) before(module, path)
      else throw new Error(`${path} is a module: import it, don't require it`)
    }
  }
}
