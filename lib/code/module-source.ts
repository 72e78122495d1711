import { existsSync, readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, extname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { Script } from 'node:vm'
import { TYPE_STRIPPER } from './own-files.ts'

export type Format = 'module' | 'commonjs' | 'json' | 'wasm'

/** What Node runs of a file. */
export interface ModuleSource {
  readonly format: Format
  readonly source: string | Uint8Array
}

const FORMATS: Readonly<Record<string, Format>> = {
  '.mjs': 'module',
  '.mts': 'module',
  '.cjs': 'commonjs',
  '.cts': 'commonjs',
  '.json': 'json',
  '.wasm': 'wasm',
}

/** The part of amaro (0.1.9) that is used; it is big, and only TypeScript needs it. */
interface Stripper {
  transformSync(text: string, options: { readonly mode: 'strip-only' }): { readonly code: string }
}

const TYPESCRIPT = ['.ts', '.mts', '.cts']

/**
 * What Node is to run of a file of this content, by Node's own rules; TypeScript without its types. Nothing where the
 * name tells of no kind of module.
 */
export function moduleSource(path: string, content: Uint8Array): ModuleSource | undefined {
  const extension = extname(path)
  const fixed = FORMATS[extension]
  if (fixed === undefined && extension !== '.js' && extension !== '.ts') return undefined
  if (fixed === 'wasm') return { format: fixed, source: content }
  const text = new TextDecoder().decode(content)
  const source = TYPESCRIPT.includes(extension) ? withoutTypes(path, text) : text
  return { format: fixed ?? packagesFormat(path) ?? formatOf(source), source }
}

/** What the nearest package says of its files. */
function packagesFormat(path: string): Format | undefined {
  for (let folder = dirname(path); ; folder = dirname(folder)) {
    const file = join(folder, 'package.json')
    if (existsSync(file)) {
      const { type } = JSON.parse(readFileSync(file, 'utf8')) as { readonly type?: unknown }
      return type === 'module' || type === 'commonjs' ? type : undefined
    }
    if (folder === dirname(folder)) return undefined
  }
}

/** What can't be CommonJS is a module. */
function formatOf(source: string): Format {
  try {
    new Script(`(function (exports, require, module, __filename, __dirname) {${source}\n})`)
    return 'commonjs'
  } catch {
    return 'module'
  }
}

/** The same text with blanks for its types, by what Node itself uses for it. @throws where it isn't TypeScript, or is more than types */
function withoutTypes(path: string, text: string): string {
  const { transformSync } = createRequire(import.meta.url)(fileURLToPath(TYPE_STRIPPER)) as Stripper
  try {
    return transformSync(text, { mode: 'strip-only' }).code
  } catch (error) {
    throw new SyntaxError(said(path, String(error instanceof Error ? error.message : error)))
  }
}

/** What is said of the first mistake, with its line. */
function said(path: string, message: string): string {
  const what = /^\s*[x×]\s*(.*)$/m.exec(message)?.[1] ?? message.split('\n')[0]
  const line = /^\s*(\d+) [|│].*\n[^\n^]*\^/m.exec(message)?.[1]
  return `${path}${line === undefined ? '' : `:${line}`}: ${what}`
}
