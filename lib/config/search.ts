import { dirname } from 'node:path'
// The package's own entry looks for the user's settings of cosmiconfig itself before anything else, and runs
// `.config/config.js` of the working folder to read them (9.0.2): as root, anybody's code. Its explorer alone doesn't.
import { ExplorerSync } from 'cosmiconfig/dist/ExplorerSync.js'
import { keyInside, SEARCH_PLACES } from './places.ts'
import type { Located } from './source.ts'

/** What the search hands on: the text as it is, for a parser that knows where everything stands. */
interface Found {
  readonly text: string
}

/**
 * The nearest configuration file: in the folder, or in the one above it, up to the home folder (outside of it: up to
 * the root), and last the user's own `~/.config/ctnet`. Code is found like data, and not run.
 */
export function searchProject(from: string): Located | undefined {
  const explorer = new ExplorerSync({
    moduleName: 'ctnet',
    searchPlaces: [...SEARCH_PLACES],
    loaders: { default: load },
    searchStrategy: 'global',
    ignoreEmptySearchPlaces: true,
    transform: (result) => result,
    cache: false,
    mergeImportArrays: false,
    mergeSearchPlaces: false,
    metaConfigFilePath: null,
  })
  const result = searchUpwards(explorer, from)
  if (result === null) return undefined
  const { text } = result.config as Found
  return { file: result.filepath, text, inside: keyInside(result.filepath) }
}

/**
 * A folder that mustn't be looked into ends cosmiconfig's search; it goes on above it. Above the root there is only the
 * user's own `~/.config`, and what mustn't be looked into there isn't there.
 */
function searchUpwards(explorer: ExplorerSync, from: string): ReturnType<ExplorerSync['search']> {
  try {
    return explorer.search(from)
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    const unreachable = code === 'EACCES' || code === 'ENOTDIR' || code === 'ELOOP'
    if (!unreachable) throw error
    return dirname(from) === from ? null : searchUpwards(explorer, dirname(from))
  }
}

/** Nothing but comments is as good as empty: it is passed over. */
function load(file: string, text: string): Found | { readonly ctnet?: Found } | undefined {
  if (keyInside(file) !== undefined) return hasKey(text) ? { ctnet: { text } } : {}
  return text.split('\n').every((line) => /^\s*(#|$)/.test(line)) ? undefined : { text }
}

function hasKey(text: string): boolean {
  try {
    return Object.hasOwn(JSON.parse(text) as object, 'ctnet')
  } catch {
    // A broken package.json is no business of ours, unless it looks as if it had the key.
    return text.includes('"ctnet":')
  }
}
